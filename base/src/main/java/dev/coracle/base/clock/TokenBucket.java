package dev.coracle.base.clock;

import java.util.concurrent.TimeUnit;

/**
 * Bounds a rate: so many at once, and so many a second from then on. The time is whatever its user reads from his {@link Clock#nanoTime}, and may not have moved.
 * Not safe for use by several threads.
 */
public final class TokenBucket {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long filledAt;

    /**
     * Full at first.
     *
     * @param perSecond above zero
     * @param burst     how many tokens it holds, at least one
     * @param nanos     the time now
     */
    public TokenBucket(double perSecond, double burst, long nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = nanos;
    }

    /** Takes a token, if there is one. */
    public boolean tryTake(long nanos) {
        fill(nanos);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** In how many nanoseconds there is a token; 0 if there is one now. */
    public long untilNext(long nanos) {
        fill(nanos);
        return tokens >= 1 ? 0 : (long) ((1 - tokens) / perSecond * SECOND) + 1;
    }

    private void fill(long nanos) {
        tokens = Math.min(burst, tokens + Math.max(0, nanos - filledAt) / SECOND * perSecond);
        filledAt = nanos;
    }
}
