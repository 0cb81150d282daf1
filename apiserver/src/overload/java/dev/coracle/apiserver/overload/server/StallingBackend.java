package dev.coracle.apiserver.overload.server;

import dev.coracle.store.backend.BackendAround;
import dev.coracle.store.backend.HeapBackend;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A disk that can be made to answer no more for a while: commits wait, reads go on. Safe for use by any number of threads. */
final class StallingBackend extends BackendAround {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stalls;

    StallingBackend() {
        super(new HeapBackend());
    }

    void stall(boolean now) {
        lock.lock();
        try {
            stalls = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void commit(List<Change> changes) {
        lock.lock();
        try {
            while (stalls) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        super.commit(changes);
    }

    @Override
    public void close() {
        stall(false);
        super.close();
    }
}
