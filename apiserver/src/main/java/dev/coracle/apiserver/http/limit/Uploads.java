package dev.coracle.apiserver.http.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of all requests may take together, from their first byte to their answer. The beginning of each is free, so that small requests always get through.
 * Safe for use by any number of threads.
 */
public final class Uploads {

    /** Of each body; and the step in which more is taken. */
    public static final int FREE = 64 << 10;

    private final AtomicLong left;

    /** @param bytes that all bodies together may have */
    public Uploads(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** An eighth of the heap, and no less than four of the largest bodies. */
    public static Uploads ofHeap() {
        return new Uploads(Math.max(4L * Limits.MAX_BODY, Runtime.getRuntime().maxMemory() / 8));
    }

    /** Takes a step more, if there is room. */
    public boolean take() {
        if (left.addAndGet(-FREE) >= 0) {
            return true;
        }
        left.addAndGet(FREE);
        return false;
    }

    /** Gives back what was taken. */
    public void give(int bytes) {
        left.addAndGet(bytes);
    }

    /** Bytes that nobody has taken. */
    public long left() {
        return left.get();
    }
}
