package dev.coracle.base.clock;

import java.time.Duration;

/**
 * How a test waits for what nobody signals, such as an answer that changes a moment after a write. What can be signalled is better waited for by
 * a latch, a queue, or {@link ManualClock#awaitWaiting}. There is no bound but the test's own: when its time is out it is interrupted, and the
 * waiting ends with it.
 */
public final class Await {

    /** Long enough for those who are waited for to get the processor, where there is only one. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private Await() {}

    /** What is waited for; may fail in a way of its own, which ends the waiting. */
    public interface Condition<X extends Exception> {
        boolean holds() throws X;
    }

    /**
     * Looks until the condition holds.
     *
     * @throws InterruptedException when interrupted, also if the condition itself never waits
     */
    public static <X extends Exception> void until(Condition<X> condition) throws X, InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}
