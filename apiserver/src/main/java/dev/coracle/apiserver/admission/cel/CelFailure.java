package dev.coracle.apiserver.admission.cel;

import dev.coracle.apiserver.admission.cel.cost.CostLimit;

/** An expression that cannot be compiled, or that failed; the message is for whoever wrote it. */
public final class CelFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean outOfBudget;

    public CelFailure(String message) {
        this(message, false);
    }

    private CelFailure(String message, boolean outOfBudget) {
        super(message, null, false, false);
        this.outOfBudget = outOfBudget;
    }

    /** All evaluations for one object together have cost more than they may. */
    public static CelFailure outOfBudget() {
        return new CelFailure("validation failed due to running out of cost budget, no further validation rules will be"
                + " run", true);
    }

    /** Whether there is nothing left to evaluate anything else with. */
    public boolean isOutOfBudget() {
        return outOfBudget;
    }

    /** Whether one evaluation alone has cost more than it may. */
    boolean isOverLimit() {
        return why().startsWith(CostLimit.MESSAGE);
    }

    /** The message, which is never absent. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
