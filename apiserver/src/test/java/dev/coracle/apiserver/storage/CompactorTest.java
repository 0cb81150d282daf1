package dev.coracle.apiserver.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompactorTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final KeyValuePort store = EmbeddedStore.inMemory(clock);
    private final Compactor compactor = new Compactor(store, Duration.ofMinutes(5), clock);

    @AfterEach
    void close() {
        store.close();
    }

    private long put(String value, long expected) {
        store.put("/a", value.getBytes(StandardCharsets.UTF_8), expected, 0);
        return store.currentRevision();
    }

    @Test
    void keepsWhatTheLastIntervalSaw() {
        long first = put("1", 0);
        compactor.round();
        assertEquals(first, store.get("/a", first).value().orElseThrow().modRevision());
        long second = put("2", first);
        compactor.round();
        assertThrows(StoreException.Compacted.class, () -> store.get("/a", first));
        assertEquals(second, store.get("/a", second).value().orElseThrow().modRevision());
        put("3", second);
        compactor.round();
        assertThrows(StoreException.Compacted.class, () -> store.get("/a", second));
    }

    @Test
    void leavesItToTheOneWhoCameFirst() {
        Compactor other = new Compactor(store, Duration.ofMinutes(5), clock);
        compactor.round();
        long first = put("1", 0);
        put("2", first);
        other.round();
        other.round();
        assertThrows(StoreException.Compacted.class, () -> store.get("/a", first));
        long now = store.currentRevision();
        compactor.round();
        assertEquals(now, store.currentRevision(), "the other was first in this interval");
    }
}
