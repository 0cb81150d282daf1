package dev.coracle.apiserver.limit;

import java.util.concurrent.atomic.AtomicReference;

/** A request's thread and the moment when its time is over. It is interrupted once at most, and never after it has ended. */
final class Running {

    private enum State {
        RUNNING, BEING_INTERRUPTED, INTERRUPTED, ENDED
    }

    private final Thread thread;
    private final long overAt;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private volatile boolean interrupted;

    Running(Thread thread, long overAt) {
        this.thread = thread;
        this.overAt = overAt;
    }

    void interruptIfOver(long now) {
        if (now - overAt >= 0 && state.compareAndSet(State.RUNNING, State.BEING_INTERRUPTED)) {
            interrupted = true;
            thread.interrupt();
            state.set(State.INTERRUPTED);
        }
    }

    /** Called by the thread itself: from now on it is not interrupted, and an interrupt that has come is taken back. */
    void ends() {
        if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            return;
        }
        while (state.get() == State.BEING_INTERRUPTED) {
            Thread.yield(); // for the few instructions that the other thread needs, which may want the processor that this one runs on
        }
        if (state.compareAndSet(State.INTERRUPTED, State.ENDED)) {
            Thread.interrupted();
        }
    }

    boolean interrupted() {
        return interrupted;
    }
}
