package dev.coracle.kubelet.runtime;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a container has written: its newest lines, at most {@link #MAX_BYTES}. Safe for use by any number of threads. */
public final class ContainerLog {

    /** Older lines are dropped, as a real kubelet rotates files. */
    public static final int MAX_BYTES = 1 << 20;

    /** @param number counts from 0 over the container's life, dropped lines included */
    public record Line(long number, Instant time, String text) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Line> lines = new ArrayDeque<>();
    private long next;
    private long bytes;
    private boolean closed;

    public void write(Instant time, String text) {
        lock.lock();
        try {
            lines.add(new Line(next++, time, text));
            bytes += text.length() + 1L;
            while (bytes > MAX_BYTES && lines.size() > 1) {
                bytes -= lines.removeFirst().text().length() + 1L;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will be written. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The kept lines from {@code number} on. */
    public List<Line> from(long number) {
        lock.lock();
        try {
            List<Line> found = new ArrayList<>();
            for (Line line : lines) {
                if (line.number() >= number) {
                    found.add(line);
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a line {@code number} or more, or the log is closed. @return whether there may be more to come */
    public boolean awaitLine(long number) throws InterruptedException {
        lock.lock();
        try {
            while (next <= number && !closed) {
                // A reader whose connection has gone finds out when it next writes: look up now and then.
                if (!changed.await(30, TimeUnit.SECONDS)) {
                    return !closed;
                }
            }
            return next > number || !closed;
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
