package dev.coracle.apiserver.admission.cel.cost;

/** What may be spent on all evaluations for one object. Belongs to one thread. */
public final class Budget {

    private long left;

    private Budget(long left) {
        this.left = left;
    }

    public static Budget of(long units) {
        return new Budget(units);
    }

    /** Takes what an evaluation has cost. @return false if that was more than was left; then nothing is left */
    public boolean pay(long cost) {
        left = cost > left ? -1 : left - cost;
        return left >= 0;
    }

    /** Whether there is nothing more to spend. */
    public boolean isSpent() {
        return left <= 0;
    }
}
