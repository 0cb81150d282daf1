package dev.coracle.client.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final WorkQueue queue = new WorkQueue(clock);

    @Test
    void givesAKeyToOneWorkerAtATime() throws Exception {
        queue.add("a");
        queue.add("a");
        assertEquals(1, queue.size());
        assertEquals(Optional.of("a"), queue.get());
        queue.add("a");
        assertEquals(0, queue.size());
        queue.done("a");
        assertEquals(Optional.of("a"), queue.get());
        queue.done("a");
        assertTrue(queue.isIdle());
    }

    @Test
    void failuresWaitLongerAndLonger() throws Exception {
        for (int millis : new int[]{5, 10, 20}) {
            queue.addRateLimited("a");
            clock.advance(Duration.ofMillis(millis - 1));
            assertEquals(0, queue.size());
            clock.advance(Duration.ofMillis(1));
            assertEquals(Optional.of("a"), queue.get());
            queue.done("a");
        }
        queue.forget("a");
        assertEquals(0, queue.failures("a"));
    }

    @Test
    void theEarliestOfSeveralDelaysCounts() throws Exception {
        queue.addAfter("a", Duration.ofSeconds(10));
        queue.addAfter("a", Duration.ofSeconds(1));
        queue.addAfter("a", Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(Optional.of("a"), queue.get());
        queue.done("a");
        assertTrue(queue.isIdle());
        queue.shutDown();
        assertEquals(Optional.empty(), queue.get());
    }

    @Test
    void expectationsHoldUntilSeenOrLapsed() {
        Expectations expectations = new Expectations(clock);
        expectations.expectCreations("a", 2);
        expectations.expectDeletions("a", List.of("x"));
        expectations.creationObserved("a");
        expectations.creationObserved("a");
        assertFalse(expectations.satisfied("a"));
        expectations.deletionObserved("a", "x");
        assertTrue(expectations.satisfied("a"));
        expectations.expectCreations("b", 1);
        clock.advance(Duration.ofMinutes(6));
        assertTrue(expectations.satisfied("b"));
    }
}
