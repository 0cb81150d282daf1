package dev.coracle.apiserver.storage.cache;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A subscriber with a bounded queue. The cache offers events, and never waits: whoever falls more than {@link #LIMIT} events behind is cut
 * off, and resumes from the version it saw last. One thread takes.
 */
public final class Watcher implements AutoCloseable {

    /** Events are shared, so that a long queue costs references only. */
    public static final int LIMIT = 10_000;

    /** As many events of large objects may wait: nobody else may know them any more. */
    private static final long LIMIT_BYTES = Runtime.getRuntime().maxMemory() / 32;

    private static final Runnable ASLEEP = () -> {};

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<CacheEvent> queue = new ArrayDeque<>();
    private final Concern concern;
    private final ResourceCache cache;
    private long queued;
    private Runnable wake = ASLEEP;
    private volatile boolean closed;
    private boolean overflowed;
    private volatile long rewind;

    Watcher(ResourceCache cache, Concern concern) {
        this.cache = cache;
        this.concern = concern;
    }

    Concern concern() {
        return concern;
    }

    /** From now on {@code newWake} runs, briefly, after each offer and at the end. */
    public void onChange(Runnable newWake) {
        lock.lock();
        try {
            wake = newWake;
        } finally {
            lock.unlock();
        }
        newWake.run();
    }

    void offer(CacheEvent event) {
        boolean relevant = concern.test(event.object()) || event.previous().map(concern::test).orElse(false);
        if (!relevant) {
            return;
        }
        Runnable toWake;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (queue.size() >= LIMIT || !queue.isEmpty() && queued + event.size() > LIMIT_BYTES) {
                overflowed = true;
                closed = true;
                queue.clear();
            } else {
                queue.add(event);
                queued += event.size();
            }
            toWake = wake;
        } finally {
            lock.unlock();
        }
        toWake.run();
    }

    /** The next event, if there is one. */
    public Optional<CacheEvent> poll() {
        lock.lock();
        try {
            Optional<CacheEvent> next = Optional.ofNullable(queue.poll());
            next.ifPresent(event -> queued -= event.size());
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing will come any more: closed, cut off, or the cache lost its source. */
    public boolean ended() {
        return closed;
    }

    /** Whether it was cut off for being too slow. */
    public boolean overflowed() {
        lock.lock();
        try {
            return overflowed;
        } finally {
            lock.unlock();
        }
    }

    /** The revision that ended it, because it took the store back: what its client has seen is no longer what is. */
    public OptionalLong takenBackAt() {
        return rewind == 0 ? OptionalLong.empty() : OptionalLong.of(rewind);
    }

    /** Ends it since {@code revision} took the store back; what has not been taken yet never is. */
    void expire(long revision) {
        lock.lock();
        try {
            rewind = revision;
            queue.clear();
        } finally {
            lock.unlock();
        }
        end();
    }

    /** Ends it from the cache's side. */
    void end() {
        closed = true;
        Runnable toWake;
        lock.lock();
        try {
            toWake = wake;
        } finally {
            lock.unlock();
        }
        toWake.run();
    }

    @Override
    public void close() {
        closed = true;
        cache.unsubscribe(this);
        end();
    }
}
