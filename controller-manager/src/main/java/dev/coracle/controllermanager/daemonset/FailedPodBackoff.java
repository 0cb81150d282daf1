package dev.coracle.controllermanager.daemonset;

import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long to leave a failed daemon pod before it is replaced: 1 s, doubled with each failure on that node, up to
 * 15 minutes; forgotten after half an hour of peace. Holds at most 10,000 nodes and sets, the most recent.
 */
final class FailedPodBackoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int CAPACITY = 10_000;

    private record Delay(Duration length, long since) {}

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Delay> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Delay> eldest) {
            return size() > CAPACITY;
        }
    };

    FailedPodBackoff(Clock clock) {
        this.clock = clock;
    }

    /** What is still to wait for {@code key}; zero starts the next, longer wait. */
    Duration next(String key) {
        lock.lock();
        try {
            long now = clock.nanoTime();
            Delay delay = entries.get(key);
            if (delay == null || now - delay.since > LONGEST.multipliedBy(2).toNanos()) {
                entries.put(key, new Delay(FIRST, now));
                return Duration.ZERO;
            }
            Duration left = delay.length.minusNanos(now - delay.since);
            if (left.isPositive()) {
                return left;
            }
            Duration doubled = delay.length.multipliedBy(2);
            entries.put(key, new Delay(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled, now));
            return Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }
}
