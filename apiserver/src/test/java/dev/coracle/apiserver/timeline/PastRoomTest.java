package dev.coracle.apiserver.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PastRoomTest {

    private static final int KILOBYTE = 1 << 10;
    private static final int ROOM = 64 * KILOBYTE;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final KeyValuePort store = EmbeddedStore.inMemory(clock);
    private final Timeline timeline = store.timeline().orElseThrow();
    private final PastRoom room = new PastRoom(store, timeline, ROOM, clock);
    private long last;

    @AfterEach
    void close() {
        store.close();
    }

    private long put(int bytes) {
        store.put("/a", new byte[bytes], last, 0);
        last = store.currentRevision();
        return last;
    }

    @Test
    void whatFitsIsKept() {
        long first = put(KILOBYTE);
        for (int i = 0; i < 40; i++) {
            put(KILOBYTE);
            room.look();
        }
        assertEquals(KILOBYTE, store.get("/a", first).value().orElseThrow().value().length);
    }

    @Test
    void theOldestGivesWay() {
        long first = put(KILOBYTE);
        long middle = 0;
        for (int i = 0; i < 200; i++) {
            long now = put(KILOBYTE);
            middle = i == 160 ? now : middle;
            room.look();
        }
        assertThrows(StoreException.Compacted.class, () -> store.get("/a", first));
        assertEquals(KILOBYTE, store.get("/a", middle).value().orElseThrow().value().length);
        long kept = last - timeline.state().compacted();
        assertTrue(kept <= ROOM / KILOBYTE && kept >= ROOM / KILOBYTE / 2,
                () -> kept + " revisions of a kilobyte are kept");
    }

    @Test
    void oneThatIsLargerThanTheRoomIsKeptAsLongAsItIsTheNewest() {
        put(KILOBYTE);
        room.look();
        put(2 * ROOM);
        room.look();
        assertEquals(2 * ROOM, store.get("/a", last).value().orElseThrow().value().length);
        long large = last;
        put(KILOBYTE);
        room.look();
        assertThrows(StoreException.Compacted.class, () -> store.get("/a", large - 1));
    }

    @Test
    void aSmallKeyThatIsNeverWrittenAgainStays() {
        store.put("/b", new byte[1], 0, 0);
        for (int i = 0; i < 200; i++) {
            put(KILOBYTE);
            room.look();
        }
        assertTrue(store.get("/b", 0).value().isPresent());
    }
}
