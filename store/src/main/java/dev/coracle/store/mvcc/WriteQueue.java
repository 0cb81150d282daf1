package dev.coracle.store.mvcc;

import dev.coracle.store.port.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Transactions that wait for the writer, bounded in number and in bytes. Safe for use by any number of threads. */
final class WriteQueue {

    /** How many transactions may wait, and of how many bytes; more have to wait to wait. */
    private static final int MAX_COUNT = 10_000;
    private static final long MAX_BYTES = 64 << 20;
    /** One commit takes no more, so that the first of its transactions need not wait long; a single one may be larger. */
    private static final int BATCH_COUNT = 4_000;
    private static final long BATCH_BYTES = 8 << 20;

    /** @param bytes roughly what it will write */
    record Request<T>(Function<WriteView, T> transaction, int bytes, CompletableFuture<T> answer) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<Request<?>> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean closed;

    /** Waits for a place in the queue. */
    void put(Request<?> request) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !fits(request)) {
                notFull.await();
            }
            add(request);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a place in the queue. @return whether there was one */
    boolean offer(Request<?> request) {
        lock.lock();
        try {
            if (!closed && !fits(request)) {
                return false;
            }
            add(request);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Request<?> request) {
        return waiting.isEmpty() || waiting.size() < MAX_COUNT && waitingBytes + request.bytes <= MAX_BYTES;
    }

    private void add(Request<?> request) {
        if (closed) {
            throw new StoreException.Unavailable("the store is closed");
        }
        waiting.add(request);
        waitingBytes += request.bytes;
        notEmpty.signal();
    }

    /** What waits, as much as one commit takes; empty once the queue is closed. */
    List<Request<?>> take() {
        lock.lock();
        try {
            while (!closed && waiting.isEmpty()) {
                notEmpty.awaitUninterruptibly();
            }
            List<Request<?>> batch = new ArrayList<>(Math.min(waiting.size(), BATCH_COUNT));
            long bytes = 0;
            while (!closed && !waiting.isEmpty() && batch.size() < BATCH_COUNT
                    && (batch.isEmpty() || bytes + waiting.element().bytes <= BATCH_BYTES)) {
                Request<?> next = waiting.remove();
                bytes += next.bytes;
                batch.add(next);
            }
            waitingBytes -= bytes;
            notFull.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. @return what waited, all of it */
    List<Request<?>> close() {
        lock.lock();
        try {
            closed = true;
            List<Request<?>> left = new ArrayList<>(waiting);
            waiting.clear();
            waitingBytes = 0;
            notEmpty.signalAll();
            notFull.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
