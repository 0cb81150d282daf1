package dev.coracle.base.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock. One daemon thread keeps all timers; tasks run on virtual threads. */
public final class SystemClock implements Clock {

    private static final SystemClock INSTANCE = new SystemClock();

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("timers").factory());

    /** For a test that counts timers; the others share {@link #instance}. */
    SystemClock() {
        // Most timers are cancelled, long before their time: those of watches would wait for an hour.
        timers.setRemoveOnCancelPolicy(true);
    }

    /** How many timers wait for their time. */
    int waitingTimers() {
        return timers.getQueue().size();
    }

    /** The one instance: there is one system clock. */
    public static SystemClock instance() {
        return INSTANCE;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Future<?> timer = timers.schedule(() -> Thread.ofVirtual().name("timer").start(task),
                Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }
}
