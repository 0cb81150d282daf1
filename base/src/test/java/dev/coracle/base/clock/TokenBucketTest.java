package dev.coracle.base.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final TokenBucket bucket = new TokenBucket(4, 3, clock.nanoTime());

    @Test
    void aBurstGoesThroughAtOnceAndTheNextOneWaits() {
        assertEquals(3, taken());
        assertEquals(250, Duration.ofNanos(bucket.untilNext(clock.nanoTime())).toMillis());
    }

    @Test
    void afterTheWaitThereIsOne() {
        taken();
        clock.advance(Duration.ofNanos(bucket.untilNext(clock.nanoTime())));
        assertEquals(0, bucket.untilNext(clock.nanoTime()));
        assertEquals(1, taken());
    }

    @Test
    void aQuietTimeDoesNotAddUpBeyondTheBurst() {
        taken();
        clock.advance(Duration.ofHours(1));
        assertEquals(3, taken());
    }

    private int taken() {
        int taken = 0;
        while (bucket.tryTake(clock.nanoTime())) {
            taken++;
        }
        return taken;
    }
}
