package dev.coracle.apiserver.storage.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.storage.object.VersionedJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventRingTest {

    private static CacheEvent event(long revision, int bytes) {
        CachedObject object = new CachedObject(VersionedJson.without(new byte[bytes], 0), revision, "", "a", Map.of(),
                Map.of());
        return new CacheEvent(revision, object, Optional.empty(), false);
    }

    @Test
    void largeObjectsAreRememberedForLess() {
        EventRing ring = new EventRing(0, new EventRoom(), 10_000);
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
        EventRing ring = new EventRing(0, new EventRoom(), 10_000);
        ring.add(event(1, 1_000_000), 0);
        ring.add(event(2, 1_000_000), 0);
        assertEquals(1, ring.after(1).orElseThrow().size());
        assertTrue(ring.after(0).isEmpty());
    }

    @Test
    void whatIsOldGoesWhenThereIsSomethingNew() {
        EventRing ring = new EventRing(0, new EventRoom());
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
        EventRing ring = new EventRing(0, new EventRoom());
        long hour = Duration.ofHours(1).toNanos();
        for (int revision = 1; revision <= 300; revision++) {
            ring.add(event(revision, 1000), revision * hour);
        }
        assertEquals(EventRing.LEAST_OLD, ring.after(300 - EventRing.LEAST_OLD).orElseThrow().size());
        assertTrue(ring.after(300 - EventRing.LEAST_OLD - 1).isEmpty());
    }

    @Test
    void ringsThatAreTooMuchTogetherForgetMore() {
        EventRoom room = new EventRoom(1_000_000);
        EventRing one = new EventRing(0, room);
        EventRing other = new EventRing(0, room);
        for (int revision = 1; revision <= 1_500; revision++) {
            (revision % 2 == 0 ? one : other).add(event(revision, 1000), 0);
        }
        assertFalse(room.isFull());
        assertEquals(1_000, known(one) + known(other));
    }

    @Test
    void theLastAreKnownHoweverFullItIs() {
        EventRoom room = new EventRoom(1);
        EventRing ring = new EventRing(0, room);
        for (int revision = 1; revision <= 300; revision++) {
            ring.add(event(revision, 1000), 0);
        }
        assertEquals(EventRing.LEAST_OLD, known(ring));
    }

    @Test
    void whatIsForgottenGivesRoomToOthers() {
        EventRoom room = new EventRoom(400_000);
        EventRing idle = new EventRing(0, room);
        EventRing busy = new EventRing(0, room);
        for (int revision = 1; revision <= 350; revision++) {
            idle.add(event(revision, 1000), 0);
        }
        busy.add(event(351, 60_000), 0);
        assertTrue(room.isFull());
        long later = EventRing.YOUNG.multipliedBy(2).toNanos();
        idle.forgetOld(later);
        assertEquals(EventRing.LEAST_OLD, known(idle));
        assertFalse(room.isFull());
        idle.clear();
        assertEquals(350, idle.completeAfter(), "who comes from then on has missed nothing");
        assertTrue(idle.after(349).isEmpty());
    }

    private static int known(EventRing ring) {
        return ring.after(ring.completeAfter()).orElseThrow().size();
    }
}
