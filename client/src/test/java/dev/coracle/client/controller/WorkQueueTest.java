package dev.coracle.client.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final WorkQueue queue = new WorkQueue("test", clock);

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

    @Test
    void tellsHowItDoesUnderClientGosNames() throws IOException, InterruptedException {
        WorkQueue told = new WorkQueue("told", clock);
        told.add("a");
        told.add("a"); // is in it already
        told.add("b");
        clock.advance(Duration.ofSeconds(2));
        assertEquals(Optional.of("a"), told.get());
        clock.advance(Duration.ofSeconds(3));
        String busy = metrics();
        assertHas(busy, "workqueue_adds_total", 2);
        assertHas(busy, "workqueue_depth", 1);
        assertHas(busy, "workqueue_queue_duration_seconds_sum", 2);
        assertHas(busy, "workqueue_unfinished_work_seconds", 3);
        assertHas(busy, "workqueue_longest_running_processor_seconds", 3);
        told.addRateLimited("a");
        told.done("a");
        String done = metrics();
        assertHas(done, "workqueue_work_duration_seconds_sum", 3);
        assertHas(done, "workqueue_unfinished_work_seconds", 0);
        assertHas(done, "workqueue_retries_total", 1);
    }

    private static String metrics() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Metrics.write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertHas(String metrics, String name, double value) {
        String line = name + "{name=\"told\"} " + value;
        assertTrue(metrics.contains(line), line + " in " + metrics);
    }
}
