package dev.coracle.apiserver.overload.scenario;

import dev.coracle.base.clock.SystemClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what another process comes to by itself, and cannot be heard: asks again and again, for a time that is only there for tests to end. */
final class Eventually {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

    private Eventually() {}

    /** What may fail to be found out. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void holds(String what, Condition condition) throws Exception {
        holds(what, condition, () -> "");
    }

    static void holds(String what, Condition condition, Supplier<String> more) throws Exception {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new AssertionError("in three minutes it did not come to this: " + what + "; " + more.get());
            }
            SystemClock.instance().sleep(PAUSE);
        }
    }
}
