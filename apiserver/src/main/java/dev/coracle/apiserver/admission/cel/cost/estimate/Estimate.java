package dev.coracle.apiserver.admission.cel.cost.estimate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelList;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.coracle.apiserver.admission.cel.cost.estimate.KnownSizes.Entries;
import java.util.List;
import java.util.Optional;

/**
 * The cost that an expression has at most, found by going through its checked form once: what is done for each item of a list counts as often
 * as the list may have items. Source: CEL for Go 0.26, by whose figures CustomResourceDefinitions are accepted or refused.
 */
public final class Estimate {

    private static final Extent IDENTIFIER = Extent.ONE;
    private static final Extent MAP = Extent.exactly(30);
    private static final Extent STRUCT = Extent.exactly(40);
    private static final Extent LIST = Extent.exactly(ListEstimates.LIST);

    private final CelAbstractSyntaxTree ast;
    private final KnownSizes known;
    private final LibraryEstimates library;

    private Estimate(CelAbstractSyntaxTree ast, Sizes sizes) {
        this.ast = ast;
        this.known = new KnownSizes(ast, sizes);
        this.library = new LibraryEstimates(sizes);
    }

    /** @param checked an expression whose types are known; {@code sizes} those of its variables */
    public static Extent of(CelAbstractSyntaxTree checked, Sizes sizes) {
        return new Estimate(checked, sizes).cost(checked.getExpr());
    }

    private Extent cost(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT, NOT_SET -> Extent.NONE;
            case IDENT -> {
                known.identifier(expr);
                yield IDENTIFIER;
            }
            case SELECT -> select(expr);
            case CALL -> call(expr, expr.call());
            case LIST -> list(expr, expr.list());
            case MAP -> map(expr, expr.map());
            case STRUCT -> expr.struct().entries().stream().map(entry -> cost(entry.value())).reduce(STRUCT,
                    Extent::plus);
            case COMPREHENSION -> isBinding(expr.comprehension())
                    ? binding(expr, expr.comprehension())
                    : loop(expr, expr.comprehension());
        };
    }

    /** Whether something is there is asked for free. */
    private Extent select(CelExpr expr) {
        CelExpr operand = expr.select().operand();
        Extent cost = cost(operand);
        if (expr.select().testOnly()) {
            return cost;
        }
        CelKind kind = known.type(operand).kind();
        known.path(expr, known.path(operand), expr.select().field());
        return kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM
                ? cost.plus(IDENTIFIER)
                : cost;
    }

    private Extent list(CelExpr expr, CelList list) {
        Extent cost = LIST;
        Optional<Extent> items = Optional.empty();
        for (CelExpr item : list.elements()) {
            cost = cost.plus(cost(item));
            Extent size = known.sizeOrUnknown(item);
            items = Optional.of(items.map(size::or).orElse(size));
        }
        known.entries(expr, Optional.of(new Entries(true, Extent.ONE, items.orElse(Extent.NONE))));
        return cost;
    }

    private Extent map(CelExpr expr, CelMap map) {
        Extent cost = MAP;
        Optional<Entries> entries = Optional.empty();
        for (CelMap.Entry entry : map.entries()) {
            cost = cost.plus(cost(entry.key())).plus(cost(entry.value()));
            Optional<Entries> each = Optional.of(new Entries(false, known.sizeOrUnknown(entry.key()),
                    known.sizeOrUnknown(entry.value())));
            entries = entries.isEmpty() ? each : Entries.either(entries, each);
        }
        known.entries(expr, Optional.of(entries.orElse(new Entries(false, Extent.NONE, Extent.NONE))));
        return cost;
    }

    private Extent call(CelExpr expr, CelCall call) {
        if (call.function().equals("dyn")) {
            Extent cost = cost(call.args().getFirst()).plus(Extent.ONE);
            copy(expr, call.args().getFirst());
            return cost;
        }
        List<Extent> costs = call.args().stream().map(this::cost).toList();
        List<Operand> args = call.args().stream().map(known::operand).toList();
        Extent target = call.target().map(this::cost).orElse(Extent.NONE);
        Optional<Operand> on = call.target().map(known::operand);
        Optional<Extent> total = Optional.empty();
        Optional<Extent> size = Optional.empty();
        for (String overload : ast.getReference(expr.id()).map(CelReference::overloadIds).orElseThrow()) {
            Extent cost = switch (overload) {
                case "logical_and", "logical_or" -> new Extent(costs.get(0).min(),
                        costs.get(0).plus(costs.get(1)).max());
                case "conditional" -> costs.get(0).plus(costs.get(1).or(costs.get(2)));
                default -> costs.stream().reduce(Extent.NONE, Extent::plus);
            };
            CallEstimate own = estimate(expr, overload, on, args);
            cost = cost.plus(own.cost());
            total = Optional.of(total.map(cost::or).orElse(cost));
            size = size.flatMap(before -> own.size().map(before::or).or(() -> Optional.of(before))).or(own::size);
            if (size.isEmpty()) {
                size = known.size(expr);
            }
        }
        known.size(expr, size);
        return target.plus(total.orElse(Extent.NONE));
    }

    /** Of an overload, without its arguments; notes what is known of the result. */
    private CallEstimate estimate(CelExpr expr, String overload, Optional<Operand> target, List<Operand> args) {
        CelCall call = expr.call();
        switch (overload) {
            case "logical_and", "logical_or" -> {
                return CallEstimate.of(Extent.NONE);
            }
            case "conditional" -> {
                known.entries(expr, either(call.args().get(1), call.args().get(2)));
                return CallEstimate.of(Extent.NONE,
                        args.get(1).sizeOrUnknown().or(args.get(2).sizeOrUnknown()));
            }
            case "index_list", "index_map" -> {
                known.path(expr, known.path(call.args().getFirst()),
                        overload.equals("index_list") ? Sizes.ITEMS : Sizes.VALUES);
                return new CallEstimate(Extent.ONE, known.entries(call.args().getFirst()).map(Entries::value));
            }
            case "add_list", "add_string", "add_bytes" ->
                known.entries(expr, either(call.args().get(0), call.args().get(1)));
            default -> {
                // Nothing to note.
            }
        }
        return ListEstimates.of(call.function(), target, args)
                .or(() -> library.of(call.function(), target, args))
                .orElseGet(() -> StandardEstimates.of(call.function(), overload, target, args));
    }

    private Optional<Entries> either(CelExpr left, CelExpr right) {
        return Entries.either(known.entries(left), known.entries(right));
    }

    private void copy(CelExpr to, CelExpr from) {
        known.size(to, known.size(from));
        known.entries(to, known.entries(from));
    }

    private static boolean isBinding(CelComprehension fold) {
        CelExpr condition = fold.loopCondition();
        return fold.iterRange().getKind() == Kind.LIST && fold.iterRange().list().elements().isEmpty()
                && condition.getKind() == Kind.CONSTANT
                && condition.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                && !condition.constant().booleanValue() && !fold.accuVar().equals("__result__");
    }

    private Extent binding(CelExpr expr, CelComprehension fold) {
        Extent cost = cost(fold.iterRange()).plus(cost(fold.accuInit()));
        known.pushValue(fold.accuVar(), fold.accuInit());
        cost = cost.plus(cost(fold.result()));
        known.pop(fold.accuVar());
        copy(expr, fold.result());
        return cost;
    }

    private Extent loop(CelExpr expr, CelComprehension fold) {
        Extent cost = cost(fold.iterRange()).plus(cost(fold.accuInit()));
        known.pushValue(fold.accuVar(), fold.accuInit());
        pushVariables(fold);
        Extent each = cost(fold.loopCondition()).plus(cost(fold.loopStep()));
        popVariables(fold);
        cost = cost.plus(cost(fold.result()));
        known.pop(fold.accuVar());
        Extent rounds = known.sizeOrUnknown(fold.iterRange());
        if (fold.accuInit().getKind() == Kind.CONSTANT) {
            known.size(expr, known.size(fold.accuInit()));
        } else if (fold.accuInit().getKind() == Kind.LIST || fold.accuInit().getKind() == Kind.MAP) {
            known.size(expr, Optional.of(rounds));
            known.entries(expr, known.entries(fold.loopStep()));
        }
        return cost.plus(rounds.times(each));
    }

    private void pushVariables(CelComprehension fold) {
        if (fold.iterVar2().isEmpty()) {
            known.pushItem(fold.iterVar(), fold.iterRange());
        } else {
            known.pushKey(fold.iterVar(), fold.iterRange());
            known.pushEntry(fold.iterVar2(), fold.iterRange());
        }
    }

    private void popVariables(CelComprehension fold) {
        known.pop(fold.iterVar());
        if (!fold.iterVar2().isEmpty()) {
            known.pop(fold.iterVar2());
        }
    }
}
