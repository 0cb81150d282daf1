package dev.coracle.apiserver.access;

import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers that hold for a while, the least recently used forgotten first. Safe for use by any number of threads.
 *
 * @param <K> what was asked
 * @param <V> what was answered
 */
public final class ResultCache<K, V> {

    private record Entry<V>(V value, long until) {}

    private final int limit;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** @param limit of answers kept */
    public ResultCache(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    public Optional<V> get(K key) {
        lock.lock();
        try {
            Entry<V> entry = entries.get(key);
            if (entry == null) {
                return Optional.empty();
            }
            if (clock.nanoTime() - entry.until >= 0) {
                entries.remove(key);
                return Optional.empty();
            }
            return Optional.of(entry.value);
        } finally {
            lock.unlock();
        }
    }

    /** @param life nothing is kept for one that isn't positive */
    public void put(K key, V value, Duration life) {
        if (!life.isPositive()) {
            return;
        }
        lock.lock();
        try {
            entries.put(key, new Entry<>(value, clock.nanoTime() + life.toNanos()));
            while (entries.size() > limit) {
                Map.Entry<K, Entry<V>> eldest = entries.firstEntry();
                entries.remove(eldest.getKey());
            }
        } finally {
            lock.unlock();
        }
    }
}
