package dev.coracle.client.informer;

import dev.coracle.client.wire.Versions;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a cache is known to be behind: its versions are gone, or its cluster was taken back after it was filled, which another cache may be
 * the first to hear. Safe for any thread.
 */
final class Freshness {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean outdated;
    private long filled;
    private long takenBack;

    /** It can't be followed any further; {@link #filled} will come. */
    void outdated() {
        lock.lock();
        try {
            outdated = true;
        } finally {
            lock.unlock();
        }
    }

    /** The cluster was taken back at this revision. */
    void takenBack(long revision) {
        lock.lock();
        try {
            takenBack = Math.max(takenBack, revision);
        } finally {
            lock.unlock();
        }
    }

    /** It shows what a list of this version did. */
    void filled(String version) {
        lock.lock();
        try {
            filled = Versions.number(version).orElse(Long.MAX_VALUE);
            outdated = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while it is behind. @return whether there was anything to wait for */
    boolean await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean waited = false;
            while (outdated || filled < takenBack) {
                waited = true;
                changed.await();
            }
            return waited;
        } finally {
            lock.unlock();
        }
    }
}
