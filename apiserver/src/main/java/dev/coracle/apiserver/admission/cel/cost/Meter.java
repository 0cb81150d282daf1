package dev.coracle.apiserver.admission.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelKind;
import dev.cel.runtime.CelEvaluationListener;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the evaluation of an expression costs while it goes on, and ends it where the limit is. Of an expression there is one plan; of
 * an evaluation one meter, which belongs to its thread. Source: CEL for Go 0.26, which folds what is constant and does not count it.
 */
@SuppressWarnings({"Immutable", "ThreadSafe"}) // CEL asks for it of listeners that many evaluations share; this one serves one
public final class Meter implements CelEvaluationListener {

    private static final long MAP = 30;
    private static final long STRUCT = 40;
    /** Lists longer than this are not made, though adding them costs next to nothing: somebody would have to keep them. */
    private static final int LONGEST = 4_000_000;

    /** What a step of an expression is. */
    private enum Step {
        FREE, ONE, LIST, MAP, STRUCT, CALL
    }

    /** What is known of an expression's steps before it is evaluated. Immutable. */
    public static final class Plan {

        private final Map<Long, Step> steps = new HashMap<>();
        /** Where the values of arguments are kept. */
        private final Map<Long, Integer> places = new HashMap<>();

        /** @param structs from which id on the keys of maps were names of fields */
        public Plan(CelAbstractSyntaxTree checked, long structs) {
            checked.getReferenceMap(); // present: only checked expressions have plans
            add(checked, checked.getExpr(), structs);
        }

        private void add(CelAbstractSyntaxTree ast, CelExpr expr, long structs) {
            steps.put(expr.id(), step(ast, expr, structs));
            children(expr, child -> add(ast, child, structs));
            if (steps.get(expr.id()) == Step.CALL) {
                expr.call().target().ifPresent(this::keep);
                expr.call().args().forEach(this::keep);
            }
        }

        private void keep(CelExpr argument) {
            if (argument.getKind() != Kind.CONSTANT) {
                places.computeIfAbsent(argument.id(), id -> places.size());
            }
        }

        private static Step step(CelAbstractSyntaxTree ast, CelExpr expr, long structs) {
            return switch (expr.getKind()) {
                case NOT_SET, CONSTANT, COMPREHENSION -> Step.FREE;
                case IDENT -> ast.getType(expr.id()).filter(type -> type.kind() == CelKind.TYPE).isPresent()
                        ? Step.FREE
                        : Step.ONE;
                case SELECT -> expr.select().testOnly() ? Step.FREE : Step.ONE;
                case LIST -> isConstant(expr) ? Step.FREE : Step.LIST;
                case MAP -> isConstant(expr)
                        ? Step.FREE
                        : expr.map().entries().getFirst().key().id() >= structs ? Step.STRUCT : Step.MAP;
                case STRUCT -> Step.STRUCT;
                case CALL -> call(expr.call());
            };
        }

        private static Step call(CelCall call) {
            return switch (call.function()) {
                case "_&&_", "_||_", "_?_:_" -> Step.FREE;
                case "_[_]", "!_", "@not_strictly_false", "size", "dyn", "type" -> Step.ONE;
                case "matches" -> call.target().isPresent() ? Step.CALL : Step.ONE;
                case "@in" -> isConstant(call.args().get(1)) ? Step.FREE : Step.CALL;
                default -> Step.CALL;
            };
        }

        private static boolean isConstant(CelExpr expr) {
            return switch (expr.getKind()) {
                case CONSTANT -> true;
                case LIST -> expr.list().elements().stream().allMatch(Plan::isConstant);
                case MAP -> expr.map().entries().stream()
                        .allMatch(entry -> isConstant(entry.key()) && isConstant(entry.value()));
                case NOT_SET, IDENT, SELECT, CALL, STRUCT, COMPREHENSION -> false;
            };
        }

        private static void children(CelExpr expr, java.util.function.Consumer<CelExpr> each) {
            switch (expr.getKind()) {
                case SELECT -> each.accept(expr.select().operand());
                case CALL -> {
                    expr.call().target().ifPresent(each);
                    expr.call().args().forEach(each);
                }
                case LIST -> expr.list().elements().forEach(each);
                case STRUCT -> expr.struct().entries().forEach(entry -> each.accept(entry.value()));
                case MAP -> expr.map().entries().forEach(entry -> {
                    each.accept(entry.key());
                    each.accept(entry.value());
                });
                case COMPREHENSION -> {
                    each.accept(expr.comprehension().iterRange());
                    each.accept(expr.comprehension().accuInit());
                    each.accept(expr.comprehension().loopCondition());
                    each.accept(expr.comprehension().loopStep());
                    each.accept(expr.comprehension().result());
                }
                case NOT_SET, CONSTANT, IDENT -> {
                    // Nothing below.
                }
            }
        }
    }

    private final Plan plan;
    private final long limit;
    private final @Nullable Object[] values;
    private long cost;

    public Meter(Plan plan, long limit) {
        this.plan = plan;
        this.limit = limit;
        this.values = new Object[plan.places.size()];
    }

    /** What the evaluation has cost so far; beyond the limit if it was ended. */
    public long cost() {
        return cost;
    }

    /** @throws CostLimit as soon as the limit is passed */
    @Override
    public void callback(CelExpr expr, Object result) {
        switch (plan.steps.getOrDefault(expr.id(), Step.ONE)) {
            case FREE -> {
                // Nothing to count.
            }
            case ONE -> cost++;
            case LIST -> cost += ListEstimates.LIST;
            case MAP -> cost += MAP;
            case STRUCT -> cost += STRUCT;
            case CALL -> call(expr.call(), result);
        }
        Integer place = plan.places.get(expr.id());
        if (place != null) {
            values[place] = result;
        }
        if (cost > limit || result instanceof java.util.List<?> list && list.size() > LONGEST) {
            cost = Math.max(cost, limit + 1);
            throw new CostLimit();
        }
    }

    private void call(CelCall call, Object result) {
        int own = call.target().isPresent() ? 1 : 0;
        Object[] args = new Object[call.args().size() + own];
        call.target().ifPresent(target -> args[0] = value(target));
        for (int i = own; i < args.length; i++) {
            args[i] = value(call.args().get(i - own));
        }
        cost = Extent.sum(cost, CallCosts.of(call.function(), args, result));
    }

    private Object value(CelExpr argument) {
        if (argument.getKind() == Kind.CONSTANT) {
            CelConstant constant = argument.constant();
            return switch (constant.getKind()) {
                case STRING_VALUE -> constant.stringValue();
                case BYTES_VALUE -> constant.bytesValue();
                case INT64_VALUE -> constant.int64Value();
                case NOT_SET, NULL_VALUE, BOOLEAN_VALUE, UINT64_VALUE, DOUBLE_VALUE, DURATION_VALUE, TIMESTAMP_VALUE ->
                    Boolean.TRUE;
            };
        }
        Object value = values[plan.places.getOrDefault(argument.id(), 0)];
        return value == null ? Boolean.TRUE : value;
    }
}
