package dev.coracle.store.remote;

import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;

/**
 * Leases that keys of like lifetimes share: a lease is given out so many times, or for so long, as kube-apiserver does; its keys live a
 * little longer than asked for, never shorter.
 */
final class SharedLeases {

    private static final int SHARED_BY = 1000;
    /** Lifetimes in use are few; a client that varies them makes the memory of them start anew. */
    private static final int LIFETIMES = 256;

    private record Shared(long id, long untilNanos, int count) {}

    private final Clock clock;
    private final LongUnaryOperator grant;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Shared> bySeconds = new HashMap<>();

    /** @param grant makes a lease of so many seconds and answers its id */
    SharedLeases(Clock clock, LongUnaryOperator grant) {
        this.clock = clock;
        this.grant = grant;
    }

    long lease(long seconds) {
        lock.lock();
        try {
            Shared now = bySeconds.get(seconds);
            if (now != null && now.untilNanos - clock.nanoTime() > 0 && now.count < SHARED_BY) {
                bySeconds.put(seconds, new Shared(now.id, now.untilNanos, now.count + 1));
                return now.id;
            }
        } finally {
            lock.unlock();
        }
        long slack = Math.max(1, Math.min(60, seconds / 20));
        long begun = clock.nanoTime();
        long id = grant.applyAsLong(seconds + slack);
        lock.lock();
        try {
            if (bySeconds.size() >= LIFETIMES) {
                bySeconds.clear();
            }
            bySeconds.put(seconds, new Shared(id, begun + Duration.ofSeconds(slack).toNanos(), 1));
            return id;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a lease that the server does not know. */
    void gone(long id) {
        lock.lock();
        try {
            bySeconds.values().removeIf(shared -> shared.id == id);
        } finally {
            lock.unlock();
        }
    }
}
