package dev.coracle.client.controller;

import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys that want work. A key is in it at most once, and with at most one worker: one that is added while it is worked
 * on comes back when that is done. It holds no more keys than there are objects to work on.
 */
public final class WorkQueue {

    private static final Duration FIRST_DELAY = Duration.ofMillis(5);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1000);

    private record Delayed(long at, Clock.Timer timer) {}

    private final Clock clock;
    private final QueueMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    // In the queue, or added again while it is worked on.
    private final Set<String> dirty = new HashSet<>();
    private final Set<String> processing = new HashSet<>();
    private final Map<String, Delayed> delayed = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private boolean shutDown;

    /** @param name by which its metrics are told from those of others in this process */
    public WorkQueue(String name, Clock clock) {
        this.clock = clock;
        this.metrics = new QueueMetrics(name, clock);
    }

    /** Adds a key now. */
    public void add(String key) {
        lock.lock();
        try {
            if (shutDown || !dirty.add(key)) {
                return;
            }
            metrics.added(key);
            if (!processing.contains(key)) {
                waiting.add(key);
                metrics.depth(waiting.size());
                ready.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a key when {@code delay} has passed; of several such the earliest counts. */
    public void addAfter(String key, Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            add(key);
            return;
        }
        lock.lock();
        try {
            if (shutDown) {
                return;
            }
            long at = clock.nanoTime() + delay.toNanos();
            Delayed before = delayed.get(key);
            if (before != null) {
                if (before.at <= at) {
                    return;
                }
                before.timer.cancel();
            }
            delayed.put(key, new Delayed(at, clock.schedule(delay, () -> due(key, at))));
        } finally {
            lock.unlock();
        }
    }

    private void due(String key, long at) {
        lock.lock();
        try {
            Delayed entry = delayed.get(key);
            if (entry == null || entry.at == at) {
                delayed.remove(key);
            }
        } finally {
            lock.unlock();
        }
        add(key);
    }

    /** Adds a key after 5 ms, doubled with each call since it was last forgotten, up to 1,000 s. */
    public void addRateLimited(String key) {
        int failed;
        lock.lock();
        try {
            failed = failures.merge(key, 1, Integer::sum) - 1;
            metrics.retried();
        } finally {
            lock.unlock();
        }
        addAfter(key, delay(failed));
    }

    private static Duration delay(int failed) {
        if (failed >= 18) {
            return LONGEST_DELAY;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << failed);
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    /** Ends a key's row of failures: its next delay is the shortest again. */
    public void forget(String key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** How often {@link #addRateLimited} was called for the key since it was last forgotten. */
    public int failures(String key) {
        lock.lock();
        try {
            return failures.getOrDefault(key, 0);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a key to work on; {@link #done} must follow. Empty when the queue is shut down and worked off. */
    public Optional<String> get() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                if (shutDown) {
                    return Optional.empty();
                }
                ready.await();
            }
            String key = waiting.remove();
            processing.add(key);
            dirty.remove(key);
            metrics.begun(key);
            metrics.depth(waiting.size());
            return Optional.of(key);
        } finally {
            lock.unlock();
        }
    }

    /** The worker is done with the key. */
    public void done(String key) {
        lock.lock();
        try {
            processing.remove(key);
            metrics.done(key);
            if (dirty.contains(key)) {
                waiting.add(key);
                metrics.depth(waiting.size());
                ready.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more keys; those in it are still handed out, those delayed are dropped. */
    public void shutDown() {
        lock.lock();
        try {
            shutDown = true;
            delayed.values().forEach(d -> d.timer.cancel());
            delayed.clear();
            ready.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many keys wait for a worker now. */
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits, is delayed, or is being worked on. */
    public boolean isIdle() {
        lock.lock();
        try {
            return waiting.isEmpty() && delayed.isEmpty() && processing.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
