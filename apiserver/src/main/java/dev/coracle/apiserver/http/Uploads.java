package dev.coracle.apiserver.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of all requests may take together, from their first byte to their answer. The beginning of each is free, so that small requests always get through.
 * Safe for use by any number of threads.
 */
final class Uploads {

    /** Of each body; and the step in which more is taken. */
    static final int FREE = 64 << 10;

    private final AtomicLong left;

    Uploads(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** An eighth of the heap, and no less than four of the largest bodies. */
    static Uploads ofHeap() {
        return new Uploads(Math.max(4L * Limits.MAX_BODY, Runtime.getRuntime().maxMemory() / 8));
    }

    /** Takes a step more, if there is room. */
    boolean take() {
        if (left.addAndGet(-FREE) >= 0) {
            return true;
        }
        left.addAndGet(FREE);
        return false;
    }

    void give(int bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
