package dev.coracle.base.lifecycle;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, to be stopped in the opposite order. One that fails to stop doesn't keep the others running. */
public final class Closers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Closers.class);

    private record Started(String name, AutoCloseable closeable) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Started> started = new ArrayDeque<>();
    private boolean closed;

    /** Remembers {@code closeable} and hands it back; closes it at once when all is closed already. */
    public <T extends AutoCloseable> T add(String name, T closeable) {
        lock.lock();
        try {
            if (!closed) {
                started.push(new Started(name, closeable));
                return closeable;
            }
        } finally {
            lock.unlock();
        }
        close(new Started(name, closeable));
        return closeable;
    }

    /** Stops everything, the last started first. A second call does nothing. */
    @Override
    public void close() {
        while (true) {
            Started next;
            lock.lock();
            try {
                closed = true;
                next = started.poll();
            } finally {
                lock.unlock();
            }
            if (next == null) {
                return;
            }
            close(next);
        }
    }

    private static void close(Started next) {
        try {
            next.closeable.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("Stopping {} failed: {}", next.name, e.toString());
        }
    }
}
