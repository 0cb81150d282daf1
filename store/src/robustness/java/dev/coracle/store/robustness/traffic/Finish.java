package dev.coracle.store.robustness.traffic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a round's writes, and the revision that they came to, which every watch has yet to hear of. */
public final class Finish {

    private static final long LONGEST_SECONDS = 600;

    private final CountDownLatch known = new CountDownLatch(1);
    private volatile long revision = Long.MAX_VALUE;

    public void at(long last) {
        revision = last;
        known.countDown();
    }

    boolean isKnown() {
        return known.getCount() == 0;
    }

    void await() throws InterruptedException {
        if (!known.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the round did not end within " + LONGEST_SECONDS + " s");
        }
    }

    boolean isReachedBy(long told) {
        return told >= revision;
    }
}
