package dev.coracle.base.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * Where a component gets its time from, so that a test can move it. Safe for use by any number of threads.
 *
 * <p>{@link SystemClock} is the machine's; {@link ManualClock} moves only when told to.
 */
public interface Clock {

    /** The wall-clock time; it may jump when the machine's clock is set. */
    Instant now();

    /** Nanoseconds from an arbitrary origin; never goes back. Only differences mean anything. */
    long nanoTime();

    /**
     * Waits until {@code duration} has passed on this clock.
     *
     * @throws InterruptedException when the waiting thread is interrupted; that is how a wait is cancelled
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Runs {@code task} once, on a virtual thread of its own, after {@code delay} has passed on this clock.
     * An exception of the task goes to its thread's uncaught-exception handler.
     */
    Timer schedule(Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {
        /** Prevents the task from starting; has no effect once it has started. */
        void cancel();
    }
}
