package dev.coracle.apiserver.audit.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.base.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches, their bounds, and what is too large. */
@Timeout(30)
class BackendsTest {

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final BlockingQueue<List<String>> taken = new LinkedBlockingQueue<>();
    private final AuditBackend end = events -> taken
            .add(events.stream().map(event -> event.tree().path("auditID").asString()).toList());

    private static AuditEvent event(String id) {
        return new AuditEvent(Level.METADATA, Json.object().put("auditID", id));
    }

    private static BufferedBackend.Batching batching(int buffer, int batch, Duration linger) {
        return new BufferedBackend.Batching(buffer, batch, linger, Optional.empty(), false);
    }

    @Test
    void aBatchGoesOutWhenItIsFull() throws InterruptedException {
        try (BufferedBackend backend = BufferedBackend.start(end, batching(10, 2, Duration.ofSeconds(30)), clock)) {
            backend.process(List.of(event("a")));
            backend.process(List.of(event("b")));
            assertEquals(List.of("a", "b"), taken.take());
        }
    }

    @Test
    void aBatchGoesOutWhenItHasWaited() throws InterruptedException {
        try (BufferedBackend backend = BufferedBackend.start(end, batching(10, 5, Duration.ofSeconds(30)), clock)) {
            backend.process(List.of(event("a")));
            clock.awaitWaiting(1);
            clock.advance(Duration.ofSeconds(30));
            assertEquals(List.of("a"), taken.take());
        }
    }

    @Test
    void whatFindsNoRoomIsLostAndWhatIsLeftGoesOutAtTheEnd() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        AuditBackend slow = events -> {
            inside.countDown();
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return end.process(events);
        };
        try (BufferedBackend backend = BufferedBackend.start(slow, batching(2, 1, Duration.ZERO), clock)) {
            backend.process(List.of(event("a")));
            inside.await();
            assertTrue(backend.process(List.of(event("b"), event("c"), event("lost"))));
            stuck.countDown();
        }
        assertEquals(List.of(List.of("a"), List.of("b"), List.of("c")), new ArrayList<>(taken));
    }

    @Test
    void batchesAreThrottled() throws InterruptedException {
        BufferedBackend.Batching throttled = new BufferedBackend.Batching(10, 1, Duration.ZERO,
                Optional.of(new BufferedBackend.Rate(2, 1)), false);
        try (BufferedBackend backend = BufferedBackend.start(end, throttled, clock)) {
            backend.process(List.of(event("a"), event("b")));
            assertEquals(List.of("a"), taken.take());
            clock.awaitWaiting(1);
            assertTrue(taken.isEmpty());
            clock.advance(Duration.ofMillis(501));
            assertEquals(List.of("b"), taken.take());
        }
    }

    @Test
    void largeEventsLoseTheirObjectsAndLargeBatchesAreParted() {
        List<AuditEvent> passed = new ArrayList<>();
        AuditBackend truncating = new TruncatingBackend(events -> {
            taken.add(List.of(String.valueOf(events.size())));
            return passed.addAll(events);
        }, 200, 300);
        AuditEvent large = new AuditEvent(Level.REQUEST, Json.object().put("auditID", "x")
                .set("requestObject", Json.object().put("data", "d".repeat(300))));
        AuditEvent hopeless = new AuditEvent(Level.METADATA, Json.object().put("auditID", "y".repeat(300)));
        truncating.process(List.of(large, hopeless, new AuditEvent(Level.METADATA,
                Json.object().put("auditID", "z".repeat(150))),
                new AuditEvent(Level.METADATA,
                        Json.object().put("auditID", "w".repeat(150)))));
        assertEquals(3, passed.size());
        assertFalse(passed.getFirst().tree().has("requestObject"));
        assertEquals("true", passed.getFirst().tree().path("annotations").path("audit.k8s.io/truncated").asString());
        assertTrue(large.tree().has("requestObject"), "the event itself stays as it was");
        assertEquals(List.of(List.of("2"), List.of("1")), new ArrayList<>(taken));
    }
}
