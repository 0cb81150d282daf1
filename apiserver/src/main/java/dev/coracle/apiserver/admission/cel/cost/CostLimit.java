package dev.coracle.apiserver.admission.cel.cost;

/**
 * An evaluation has cost more than it may. Not an exception: CEL takes those for values that {@code ||} and loops pass over, and would go on.
 */
public final class CostLimit extends Error {

    private static final long serialVersionUID = 1L;

    /** What one evaluation may cost. */
    public static final long OF_CALL = 1_000_000;
    /** What all rules may cost that one object is checked with, or all validations of a policy. */
    public static final long OF_OBJECT = 10_000_000;
    /** What all match conditions of a policy or webhook may cost. */
    public static final long OF_CONDITIONS = 2_500_000;

    public static final String MESSAGE = "operation cancelled: actual cost limit exceeded";

    CostLimit() {
        super(MESSAGE, null, false, false);
    }
}
