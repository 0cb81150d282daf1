package dev.coracle.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine behind the port must do. */
abstract class KeyValueContract {

    final ManualClock clock = new ManualClock(Instant.parse("2030-01-01T00:00:00Z"));
    @SuppressWarnings("NullAway.Init")
    KeyValuePort store;

    abstract KeyValuePort open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    long put(String key, String value, long expected) {
        return assertInstanceOf(WriteResult.Written.class, store.put(key, bytes(value), expected, 0)).revision();
    }

    String value(String key) {
        return store.get(key).value().map(kv -> new String(kv.value(), StandardCharsets.UTF_8)).orElse("(none)");
    }

    @Test
    void aWriteGetsTheNextRevisionAndCanBeReadAtItForEver() {
        long first = put("/a", "1", 0);
        long second = put("/a", "2", first);
        assertEquals(first + 1, second);
        KeyValue now = store.get("/a").value().orElseThrow();
        assertArrayEquals(bytes("2"), now.value());
        assertEquals(first, now.createRevision());
        assertEquals(2, now.version());
        assertArrayEquals(bytes("1"), store.get("/a", first).value().orElseThrow().value());
        assertThrows(StoreException.FutureRevision.class, () -> store.get("/a", second + 1));
    }

    @Test
    void aLostRaceWritesNothingAndTellsWhatIsThere() {
        long first = put("/a", "1", 0);
        var lost = assertInstanceOf(WriteResult.Conflict.class, store.put("/a", bytes("x"), 0, 0));
        assertEquals(first, lost.current().orElseThrow().modRevision());
        assertInstanceOf(WriteResult.Conflict.class, store.delete("/a", first + 7));
        assertInstanceOf(WriteResult.Conflict.class, store.delete("/none", 1));
        assertEquals(first, store.currentRevision());
        assertInstanceOf(WriteResult.Written.class, store.delete("/a", first));
        assertEquals("(none)", value("/a"));
        assertEquals("1", new String(store.get("/a", first).value().orElseThrow().value(), StandardCharsets.UTF_8));
    }

    @Test
    void listsComeInOrderInPagesAndAtOldRevisions() {
        for (int i = 0; i < 10; i++) {
            put("/p/" + i, "v" + i, 0);
        }
        put("/q", "other", 0);
        long before = store.currentRevision();
        store.delete("/p/5", store.get("/p/5").value().orElseThrow().modRevision());
        Page page = store.list("/p/", "/p0", 3, OptionalLong.empty()).value();
        assertEquals(List.of("/p/0", "/p/1", "/p/2"), page.items().stream().map(KeyValue::key).toList());
        assertTrue(page.more());
        assertEquals(9, page.count());
        assertEquals(10, store.list("/p/", "/p0", 0, OptionalLong.of(before)).value().items().size());
        assertEquals(9, store.count("/p/", "/p0").value());
    }

    @Test
    void aWatchHearsHistoryThenTheRestEachOnceWithWhatWasBefore() throws Exception {
        long first = put("/w/a", "1", 0);
        put("/w/b", "1", 0);
        Heard heard = new Heard();
        try (KeyValuePort.Watch watch = store.watch("/w/", "/w0", first + 1, heard)) {
            put("/x", "not mine", 0);
            long second = put("/w/a", "2", first);
            store.delete("/w/a", second);
            WatchEvent.Put b = assertInstanceOf(WatchEvent.Put.class, heard.next());
            assertEquals("/w/b", b.key());
            WatchEvent.Put a = assertInstanceOf(WatchEvent.Put.class, heard.next());
            assertEquals(first, a.previous().orElseThrow().modRevision());
            WatchEvent.Delete gone = assertInstanceOf(WatchEvent.Delete.class, heard.next());
            assertEquals(second, gone.previous().orElseThrow().modRevision());
        }
        put("/w/c", "1", 0);
        assertTrue(heard.events.isEmpty());
    }

    @Test
    void whatIsCompactedCannotBeReadAndTheRestStays() {
        long first = put("/a", "1", 0);
        long second = put("/a", "2", first);
        long gone = put("/b", "1", 0);
        store.delete("/b", gone);
        long now = store.currentRevision();
        store.compact(now);
        assertThrows(StoreException.Compacted.class, () -> store.get("/a", first));
        assertThrows(StoreException.Compacted.class, () -> store.watch("/", "0", second, new Heard()));
        assertThrows(StoreException.Compacted.class, () -> store.compact(now));
        assertEquals("2", value("/a"));
        assertEquals(now, store.currentRevision());
        assertEquals("2", new String(store.get("/a", now).value().orElseThrow().value(), StandardCharsets.UTF_8));
    }

    /** kine 82: a watch from the next revision on after a list must miss nothing. */
    @Test
    void aListHasTheRevisionThatItsItemsAreOf() {
        long first = put("/a", "1", 0);
        assertEquals(first, store.list("/", "0", 0, OptionalLong.empty()).revision());
        assertEquals(first, store.get("/a").revision());
        long second = put("/b", "1", 0);
        var old = store.list("/", "0", 0, OptionalLong.of(first));
        assertEquals(1, old.value().items().size());
        assertEquals(second, old.revision());
    }

    @Test
    void aWatchMayBeginAtTheCompactedRevision() throws Exception {
        put("/c/a", "1", 0);
        long second = put("/c/b", "1", 0);
        long third = put("/c/c", "1", 0);
        store.compact(second);
        Heard heard = new Heard();
        try (KeyValuePort.Watch watch = store.watch("/c/", "/c0", second, heard)) {
            assertEquals(second, heard.next().revision());
            assertEquals(third, heard.next().revision());
        }
    }

    @Test
    void aKeyWithALifetimeGoesWhenItIsOver() throws Exception {
        Heard heard = new Heard();
        store.put("/e/1", bytes("x"), 0, 60);
        store.put("/e/2", bytes("x"), 0, 60);
        store.watch("/e/", "/e0", 0, heard);
        clock.advance(Duration.ofSeconds(59));
        assertEquals("x", value("/e/1"));
        clock.advance(Duration.ofSeconds(10));
        long revision = heard.next().revision();
        assertEquals(revision, heard.next().revision());
        assertEquals("(none)", value("/e/1"));
    }

    @Test
    void anyHistoryReadsBackAsAPlainModelSays() {
        long seed = 20260101;
        Random random = new Random(seed);
        TreeMap<String, String> model = new TreeMap<>();
        TreeMap<Long, TreeMap<String, String>> past = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            String key = "/k/" + random.nextInt(20);
            Optional<KeyValue> now = store.get(key).value();
            if (random.nextInt(4) == 0 && now.isPresent()) {
                store.delete(key, now.get().modRevision());
                model.remove(key);
            } else {
                put(key, "v" + i, now.map(KeyValue::modRevision).orElse(0L));
                model.put(key, "v" + i);
            }
            past.put(store.currentRevision(), new TreeMap<>(model));
            if (i == 250) {
                store.compact(store.currentRevision() - 50);
                past.headMap(store.currentRevision() - 50).clear();
            }
        }
        past.forEach((revision, expected) -> {
            TreeMap<String, String> found = new TreeMap<>();
            store.list("/k/", "/k0", 0, OptionalLong.of(revision)).value().items()
                    .forEach(kv -> found.put(kv.key(), new String(kv.value(), StandardCharsets.UTF_8)));
            assertEquals(expected, found, "seed " + seed + ", revision " + revision);
        });
    }

    static final class Heard implements WatchListener {
        final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

        @Override
        public void onEvents(List<WatchEvent> some) {
            events.addAll(some);
        }

        @Override
        public void onRewind(List<WatchEvent> events) {
            onEvents(events);
        }

        @Override
        public void onProgress(long revision) {}

        @Override
        public void onEnd(StoreException reason) {}

        WatchEvent next() throws InterruptedException {
            WatchEvent event = events.poll(10, TimeUnit.SECONDS);
            assertTrue(event != null, "no event came");
            return event;
        }
    }
}
