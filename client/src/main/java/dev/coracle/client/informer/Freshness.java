package dev.coracle.client.informer;

import dev.coracle.client.wire.Versions;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a cache is known to be behind: its versions are gone, or its cluster was taken back after it was filled, which another cache may be
 * the first to hear. A list that began after that shows what came of it, whatever its version says: an extension API server counts its own. Safe
 * for any thread.
 */
final class Freshness {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean outdated;
    private long filled;
    private long takenBack;
    /** What was known when the list began that fills it next. */
    private long asked;

    /** It can't be followed any further; {@link #filled} will come. */
    void outdated() {
        lock.lock();
        try {
            outdated = true;
        } finally {
            lock.unlock();
        }
    }

    /** The cluster was taken back at this revision. @return whether that makes it behind */
    boolean takenBack(long revision) {
        lock.lock();
        try {
            takenBack = Math.max(takenBack, revision);
            return filled < takenBack;
        } finally {
            lock.unlock();
        }
    }

    boolean isBehind() {
        lock.lock();
        try {
            return outdated || filled < takenBack;
        } finally {
            lock.unlock();
        }
    }

    /** A list begins. @return whether it is to be of the most recent state */
    boolean listing() {
        lock.lock();
        try {
            asked = takenBack;
            return isBehind();
        } finally {
            lock.unlock();
        }
    }

    /** It shows what a list of this version did. */
    void filled(String version) {
        lock.lock();
        try {
            filled = Math.max(asked, Versions.number(version).orElse(Long.MAX_VALUE));
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
            while (isBehind()) {
                waited = true;
                changed.await();
            }
            return waited;
        } finally {
            lock.unlock();
        }
    }
}
