package dev.coracle.client.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.wire.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControllerTest {

    @Test
    void triesAgainWhatFailedAndComesBackWhenAsked() throws Exception {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        AtomicInteger calls = new AtomicInteger();
        try (Controller controller = Controller.named("test", clock).workers(2).reconciler(key -> {
            int call = calls.incrementAndGet();
            seen.add(key + call);
            if (call == 1) {
                throw new ApiException(409, "Conflict", "changed meanwhile");
            }
            return call == 2 ? Result.requeueAfter(Duration.ofMinutes(1)) : Result.done();
        }).build()) {
            controller.start();
            controller.queue().add("a");
            assertEquals("a1", seen.poll(10, TimeUnit.SECONDS));
            advance(clock, Duration.ofMillis(5));
            assertEquals("a2", seen.poll(10, TimeUnit.SECONDS));
            advance(clock, Duration.ofMinutes(1));
            assertEquals("a3", seen.poll(10, TimeUnit.SECONDS));
        }
        assertTrue(seen.isEmpty());
    }

    private static void advance(ManualClock clock, Duration step) throws InterruptedException {
        clock.awaitWaiting(1);
        clock.advance(step);
    }
}
