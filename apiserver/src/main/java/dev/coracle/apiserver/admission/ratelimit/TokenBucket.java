package dev.coracle.apiserver.admission.ratelimit;

/** Lets through so many at once, and so many a second from then on. Not safe for use by several threads. */
final class TokenBucket {

    private static final double SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long filledAt;

    /** @param nanos the time now, in nanoseconds from any moment */
    TokenBucket(double perSecond, double burst, long nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = nanos;
    }

    boolean tryTake(long nanos) {
        tokens = Math.min(burst, tokens + Math.max(0, nanos - filledAt) / SECOND * perSecond);
        filledAt = nanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
