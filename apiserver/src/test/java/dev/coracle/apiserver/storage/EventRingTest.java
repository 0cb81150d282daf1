package dev.coracle.apiserver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventRingTest {

    private static CacheEvent event(long revision, int bytes) {
        CachedObject object = new CachedObject(new byte[bytes], 0, revision, "", "a", Map.of(), Map.of());
        return new CacheEvent(revision, object, Optional.empty(), false);
    }

    @Test
    void largeObjectsAreRememberedForLess() {
        EventRing ring = new EventRing(0, 10_000);
        for (int revision = 1; revision <= 20; revision++) {
            ring.add(event(revision, 2000), 0);
        }
        assertEquals(15, ring.completeAfter());
        assertTrue(ring.after(14).isEmpty());
        assertEquals(List.of(16L, 17L, 18L, 19L, 20L),
                ring.after(15).orElseThrow().stream().map(CacheEvent::revision).toList());
    }

    @Test
    void theNewestIsAlwaysKnown() {
        EventRing ring = new EventRing(0, 10_000);
        ring.add(event(1, 1_000_000), 0);
        ring.add(event(2, 1_000_000), 0);
        assertEquals(1, ring.after(1).orElseThrow().size());
        assertTrue(ring.after(0).isEmpty());
    }

    @Test
    void whatIsOldGoesWhenThereIsSomethingNew() {
        EventRing ring = new EventRing(0);
        long second = Duration.ofSeconds(1).toNanos();
        // One a second for ten minutes.
        for (int revision = 1; revision <= 600; revision++) {
            ring.add(event(revision, 1000), revision * second);
        }
        long young = EventRing.YOUNG.toSeconds();
        assertTrue(ring.after(600 - young).isPresent(), "whatever is younger is known");
        assertTrue(ring.after(600 - young - 20).isEmpty(), "what is not is forgotten, give or take a step");
        assertEquals(600 - ring.completeAfter(), ring.after(ring.completeAfter()).orElseThrow().size());
    }

    @Test
    void someAreKeptHoweverOldTheyAre() {
        EventRing ring = new EventRing(0);
        long hour = Duration.ofHours(1).toNanos();
        for (int revision = 1; revision <= 300; revision++) {
            ring.add(event(revision, 1000), revision * hour);
        }
        assertEquals(EventRing.LEAST_OLD, ring.after(300 - EventRing.LEAST_OLD).orElseThrow().size());
        assertTrue(ring.after(300 - EventRing.LEAST_OLD - 1).isEmpty());
    }
}
