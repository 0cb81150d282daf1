package dev.coracle.store.robustness.linearizability;

import java.util.List;

/** What the checker found. */
public sealed interface Verdict {

    /** There is such an order. @param order the operations in it */
    record Linearizable(List<?> order) implements Verdict {}

    /**
     * There is none.
     *
     * @param longest the longest order that was found
     * @param state   what the model was then
     * @param stuck   the operation that should have taken effect by then and could not
     */
    record Violation(List<?> longest, Object state, Object stuck) implements Verdict {
        @Override
        public String toString() {
            List<?> last = longest.subList(Math.max(0, longest.size() - 12), longest.size());
            return "not linearizable: after " + longest.size() + " operations (the last: " + last + ") the state was "
                    + state + ", and there is no place for " + stuck;
        }
    }

    /** The time was up before it could be said. */
    record Undecided(int decided, int of) implements Verdict {}
}
