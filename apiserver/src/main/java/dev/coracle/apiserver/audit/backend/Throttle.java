package dev.coracle.apiserver.audit.backend;

import dev.coracle.base.clock.Clock;
import java.time.Duration;

/** Lets so many through at once, and so many a second from then on; the others wait. For one thread. */
final class Throttle {

    private static final double SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private final Clock clock;
    private double free;
    private long filledAt;

    Throttle(double perSecond, int burst, Clock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        this.free = burst;
        this.filledAt = clock.nanoTime();
    }

    void pass() throws InterruptedException {
        fill();
        if (free < 1) {
            clock.sleep(Duration.ofNanos((long) ((1 - free) / perSecond * SECOND) + 1));
            fill();
        }
        free--;
    }

    private void fill() {
        long now = clock.nanoTime();
        free = Math.min(burst, free + (now - filledAt) / SECOND * perSecond);
        filledAt = now;
    }
}
