package dev.coracle.client.informer;

import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that a handler still has to get, made one at a time on a thread of its own. The queue holds references to
 * objects that the cache holds or held; it grows while a handler is slower than the changes come, and no further than
 * the changes that the server sent.
 */
final class HandlerQueue<T> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HandlerQueue.class);

    private final String name;
    private final EventHandler<T> handler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
    private final CountDownLatch synced = new CountDownLatch(1);
    private @Nullable Thread thread;

    HandlerQueue(String name, EventHandler<T> handler) {
        this.name = name;
        this.handler = handler;
    }

    void start() {
        thread = Thread.ofVirtual().name("handler " + name).start(this::run);
    }

    void added(T object) {
        put(() -> handler.onAdd(object));
    }

    void updated(T old, T now) {
        put(() -> handler.onUpdate(old, now));
    }

    void deleted(T last) {
        put(() -> handler.onDelete(last));
    }

    void relisted() {
        put(handler::onRelisted);
    }

    /** What was put before this mark is the first list. */
    void markSynced() {
        put(synced::countDown);
    }

    boolean synced() {
        return synced.getCount() == 0;
    }

    void awaitSynced() throws InterruptedException {
        synced.await();
    }

    private void put(Runnable call) {
        lock.lock();
        try {
            calls.add(call);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (calls.isEmpty()) {
                filled.await();
            }
            return calls.remove();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Runnable call = take();
                try {
                    call.run();
                } catch (RuntimeException e) {
                    log.error("A handler of {} failed; it goes on with the next event", name, e);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
