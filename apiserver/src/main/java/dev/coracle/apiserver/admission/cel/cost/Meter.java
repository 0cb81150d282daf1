package dev.coracle.apiserver.admission.cel.cost;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationListener;
import dev.coracle.apiserver.admission.cel.cost.estimate.Extent;
import dev.coracle.apiserver.admission.cel.cost.estimate.ListEstimates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the evaluation of an expression costs while it goes on, and ends it where the limit is. Of an expression there is one plan; of
 * an evaluation one meter, which belongs to its thread. Source: CEL for Go 0.26.
 */
@SuppressWarnings({"Immutable", "ThreadSafe"}) // CEL asks for it of listeners that many evaluations share; this one serves one
public final class Meter implements CelEvaluationListener {

    private static final long MAP = 30;
    private static final long STRUCT = 40;
    /** Lists longer than this are not made, though adding them costs next to nothing: somebody would have to keep them. */
    private static final int LONGEST = 4_000_000;

    private final CostPlan plan;
    private final long limit;
    private final @Nullable Object[] values;
    private long cost;

    public Meter(CostPlan plan, long limit) {
        this.plan = plan;
        this.limit = limit;
        this.values = new Object[plan.places()];
    }

    /** What the evaluation has cost so far; beyond the limit if it was ended. */
    public long cost() {
        return cost;
    }

    /** @throws CostLimit as soon as the limit is passed */
    @Override
    public void callback(CelExpr expr, Object result) {
        switch (plan.step(expr.id())) {
            case FREE -> {
                // Nothing to count.
            }
            case ONE -> cost++;
            case TWO -> cost += 2;
            case OPTIONAL -> cost += result instanceof Optional<?> optional && optional.isEmpty() ? 0 : 1;
            case LIST -> cost += ListEstimates.LIST;
            case MAP -> cost += MAP;
            case STRUCT -> cost += STRUCT;
            case CALL -> call(expr.call(), result);
        }
        int place = plan.place(expr.id());
        if (place >= 0) {
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
        int place = plan.place(argument.id());
        Object value = place < 0 ? null : values[place];
        return value == null ? Boolean.TRUE : value;
    }
}
