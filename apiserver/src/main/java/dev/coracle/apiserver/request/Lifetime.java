package dev.coracle.apiserver.request;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long a request lasts: until its answer has been taken by the client, or the client has gone. What it holds meanwhile (seats, memory) is given back then.
 * Safe for use by any number of threads.
 */
public final class Lifetime {

    /** Of requests whose answers are taken as soon as they are made: from memory to memory. */
    public static final Lifetime MOMENT = over();

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> whenOver = new ArrayList<>();
    private boolean over;
    private boolean gone;

    private static Lifetime over() {
        Lifetime moment = new Lifetime();
        moment.end(false);
        return moment;
    }

    /** Runs {@code task}, briefly, when the request is over: at once if it is. */
    public void whenOver(Runnable task) {
        lock.lock();
        try {
            if (!over) {
                whenOver.add(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        task.run();
    }

    /** Runs {@code task}, briefly, if the client goes before it has its answer: at once if it has. */
    public void whenGone(Runnable task) {
        whenOver(() -> {
            if (gone()) {
                task.run();
            }
        });
    }

    /** Whether the client has gone without its answer: whatever is done for it now is done for nobody. */
    public boolean gone() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /** The request is over; only the first end counts. @param clientGone whether the client left without its answer */
    public void end(boolean clientGone) {
        List<Runnable> tasks;
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            gone = clientGone;
            tasks = List.copyOf(whenOver);
            whenOver.clear();
        } finally {
            lock.unlock();
        }
        tasks.forEach(Runnable::run);
    }
}
