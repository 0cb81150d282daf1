package dev.coracle.apiserver.admission.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.coracle.apiserver.admission.cel.language.Operands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the cost of an expression's steps before it is evaluated. Immutable; safe for use by any number of threads. Source: CEL for
 * Go 0.26, whose planner folds constants, and makes one step of a variable and the fields that are selected from it: what is not a step of its
 * own is not counted there.
 */
public final class CostPlan {

    /** How a step is counted. */
    enum Step {
        FREE, ONE, TWO, LIST, MAP, STRUCT,
        /** By the call's arguments and result. */
        CALL,
        /** One, if there is something. */
        OPTIONAL
    }

    /** What makes a value of a constant; of constants it is one as well. */
    private static final Set<String> CONVERSIONS = Set.of("bool", "bytes", "double", "duration", "int", "string",
            "timestamp", "uint");

    private final CelAbstractSyntaxTree ast;
    private final long structs;
    private final Map<Long, Step> steps = new HashMap<>();
    /** Where the values of arguments are kept. */
    private final Map<Long, Integer> places = new HashMap<>();

    /** @param structs from which id on the keys of maps were names of fields */
    public CostPlan(CelAbstractSyntaxTree checked, long structs) {
        this.ast = checked;
        this.structs = structs;
        add(checked.getExpr());
    }

    Step step(long id) {
        return steps.getOrDefault(id, Step.ONE);
    }

    /** Negative if nobody asks for the value. */
    int place(long id) {
        return places.getOrDefault(id, -1);
    }

    int places() {
        return places.size();
    }

    private void add(CelExpr expr) {
        Operands.each(expr, this::add);
        Step step = step(expr);
        steps.put(expr.id(), step);
        if (step == Step.CALL) {
            expr.call().target().ifPresent(this::keep);
            expr.call().args().forEach(this::keep);
        }
        if (expr.getKind() == Kind.CALL) {
            switch (expr.call().function()) {
                case "_?_:_" -> expr.call().args().subList(1, 3).forEach(this::partOfStep);
                case "_[_]", "_[?_]" -> partOfStep(expr.call().args().get(1));
                default -> {
                    // Arguments are steps of their own.
                }
            }
        }
    }

    private void keep(CelExpr argument) {
        if (argument.getKind() != Kind.CONSTANT) {
            places.computeIfAbsent(argument.id(), id -> places.size());
        }
    }

    /** The variable that a field is selected from is looked up on the way. */
    private void partOfStep(CelExpr expr) {
        if (!isAttribute(expr)) {
            return;
        }
        CelExpr root = expr;
        while (root.getKind() != Kind.IDENT) {
            root = root.getKind() == Kind.SELECT ? root.select().operand() : root.call().args().getFirst();
        }
        steps.put(root.id(), Step.FREE);
    }

    /** A variable, or what is selected from one. */
    private static boolean isAttribute(CelExpr expr) {
        return switch (expr.getKind()) {
            case IDENT -> true;
            case SELECT -> !expr.select().testOnly() && isAttribute(expr.select().operand());
            case CALL -> isIndex(expr.call()) && isAttribute(expr.call().args().getFirst());
            case NOT_SET, CONSTANT, LIST, STRUCT, MAP, COMPREHENSION -> false;
        };
    }

    private static boolean isIndex(CelCall call) {
        return List.of("_[_]", "_[?_]", "_?._").contains(call.function());
    }

    private Step step(CelExpr expr) {
        return switch (expr.getKind()) {
            case NOT_SET, CONSTANT, COMPREHENSION -> Step.FREE;
            case IDENT -> ast.getType(expr.id()).filter(type -> type.kind() == CelKind.TYPE).isPresent()
                    ? Step.FREE
                    : Step.ONE;
            case SELECT -> expr.select().testOnly() ? Step.FREE : selection(expr.select().operand());
            case LIST -> isConstant(expr) ? Step.FREE : Step.LIST;
            case MAP -> isConstant(expr)
                    ? Step.FREE
                    : expr.map().entries().getFirst().key().id() >= structs ? Step.STRUCT : Step.MAP;
            case STRUCT -> Step.STRUCT;
            case CALL -> isConstant(expr) ? Step.FREE : call(expr.call());
        };
    }

    /** From what is computed, selecting takes a step to hold it. */
    private static Step selection(CelExpr operand) {
        return switch (operand.getKind()) {
            case LIST, MAP, STRUCT, COMPREHENSION -> Step.TWO;
            case CALL -> isIndex(operand.call()) || operand.call().function().equals("_?_:_") ? Step.ONE : Step.TWO;
            case NOT_SET, CONSTANT, IDENT, SELECT -> Step.ONE;
        };
    }

    private static Step call(CelCall call) {
        return switch (call.function()) {
            case "_&&_", "_||_", "_?_:_", "or", "orValue" -> Step.FREE;
            case "!_", "@not_strictly_false", "size", "dyn", "type" -> Step.ONE;
            case "_[_]" -> selection(call.args().getFirst());
            case "_[?_]", "_?._" -> Step.OPTIONAL;
            case "matches" -> call.target().isPresent() ? Step.CALL : Step.ONE;
            case "@in" -> call.args().get(1).getKind() == Kind.LIST && isConstant(call.args().get(1))
                    ? Step.FREE
                    : Step.CALL;
            default -> Step.CALL;
        };
    }

    private static boolean isConstant(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> true;
            case LIST -> expr.list().elements().stream().allMatch(CostPlan::isConstant);
            case MAP -> expr.map().entries().stream()
                    .allMatch(entry -> isConstant(entry.key()) && isConstant(entry.value()));
            case CALL -> CONVERSIONS.contains(expr.call().function()) && expr.call().args().size() == 1
                    && expr.call().args().getFirst().getKind() == Kind.CONSTANT;
            case NOT_SET, IDENT, SELECT, STRUCT, COMPREHENSION -> false;
        };
    }
}
