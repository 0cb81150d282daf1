package dev.coracle.store.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.port.Timeline.Saved;
import dev.coracle.store.port.Timeline.Turned;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done with a store's past, on either engine. */
class TimelineTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ManualClock clock = new ManualClock(BEGIN);
    private final List<EmbeddedStore> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(EmbeddedStore::close);
    }

    private EmbeddedStore store(String engine) {
        return opened(engine.equals("disk")
                ? EmbeddedStore.open(folder.resolve("parent"), Durability.ASYNC, clock)
                : EmbeddedStore.inMemory(clock));
    }

    private EmbeddedStore opened(EmbeddedStore store) {
        open.add(store);
        return store;
    }

    private EmbeddedStore openedOn(String engine, Path checkpoint) {
        return opened(engine.equals("disk")
                ? EmbeddedStore.open(checkpoint, Durability.ASYNC, clock)
                : EmbeddedStore.inMemory(checkpoint, clock));
    }

    private static Timeline timeline(EmbeddedStore store) {
        return store.timeline().orElseThrow();
    }

    private static long put(EmbeddedStore store, String key, String value) {
        return put(store, key, value, 0);
    }

    private static long put(EmbeddedStore store, String key, String value, long ttl) {
        long expected = store.get(key).value().map(KeyValue::modRevision).orElse(0L);
        return ((WriteResult.Written) store.put(key, value.getBytes(StandardCharsets.UTF_8), expected, ttl)).revision();
    }

    private static long delete(EmbeddedStore store, String key) {
        long expected = store.get(key).value().orElseThrow().modRevision();
        return ((WriteResult.Written) store.delete(key, expected)).revision();
    }

    private static Map<String, String> all(EmbeddedStore store) {
        return all(store, OptionalLong.empty());
    }

    private static Map<String, String> all(EmbeddedStore store, OptionalLong revision) {
        Map<String, String> found = new TreeMap<>();
        store.list("a", "zzz", 0, revision).value().items()
                .forEach(kv -> found.put(kv.key(), new String(kv.value(), StandardCharsets.UTF_8)));
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aCheckpointOpensOnEitherEngineAndNeitherSeesTheOther(String engine) {
        EmbeddedStore store = store(engine);
        put(store, "a", "1");
        put(store, "b", "2");
        delete(store, "a");
        long revision = put(store, "c", "3");
        Path saved = folder.resolve("saved");
        Saved checkpoint = timeline(store).checkpoint(saved);
        assertEquals(revision, checkpoint.revision());
        assertEquals(2, checkpoint.keys());
        put(store, "b", "later");

        for (String other : List.of("heap", "disk")) {
            EmbeddedStore fork = openedOn(other, saved);
            assertEquals(Map.of("b", "2", "c", "3"), all(fork), other);
            assertEquals(revision, fork.currentRevision());
            assertEquals(Map.of("a", "1", "b", "2"), all(fork, OptionalLong.of(revision - 2)));
            put(fork, "d", other);
            assertEquals(Map.of("b", "later", "c", "3"), all(store));
            assertEquals(timeline(store).at(revision), timeline(fork).at(revision), "times come with it");
        }
        assertThrows(StoreException.Refused.class, () -> timeline(store).restore(saved),
                "a folder that has gone its own way is no checkpoint any more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aRewindIsOneWriteAndHistoryStaysReadable(String engine) {
        EmbeddedStore store = store(engine);
        put(store, "a", "1");
        long then = put(store, "b", "2");
        put(store, "b", "3");
        delete(store, "a");
        long before = put(store, "c", "new");
        Turned turned = timeline(store).rewind(then);
        assertEquals(new Turned(before, then, before + 1, 3), turned);
        assertEquals(Map.of("a", "1", "b", "2"), all(store));
        assertEquals(Map.of("b", "3", "c", "new"), all(store, OptionalLong.of(before)));
        assertEquals(List.of(new Timeline.Turn(before + 1, then)), timeline(store).turns());
        assertEquals(new Turned(before + 1, then, before + 1, 0), timeline(store).rewind(then));
        assertEquals(Map.of("b", "3", "c", "new"), rewound(store, before));
    }

    private static Map<String, String> rewound(EmbeddedStore store, long to) {
        timeline(store).rewind(to);
        return all(store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aStoreBecomesWhatIsInACheckpoint(String engine) {
        EmbeddedStore store = store(engine);
        put(store, "a", "1");
        put(store, "b", "2");
        Path saved = folder.resolve("saved");
        timeline(store).checkpoint(saved);
        put(store, "b", "3");
        delete(store, "a");
        long before = put(store, "c", "new");
        Turned turned = timeline(store).restore(saved);
        assertEquals(3, turned.changed());
        assertEquals(before + 1, turned.revision());
        assertEquals(Map.of("a", "1", "b", "2"), all(store));
        assertEquals(0, timeline(store).restore(saved).changed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void keysComeBackOnTheirLeaseIfItLives(String engine) throws InterruptedException {
        EmbeddedStore store = store(engine);
        put(store, "long", "1", 3600);
        long then = put(store, "short", "1", 10);
        CountDownLatch gone = deletion(store, "short");
        clock.advance(Duration.ofSeconds(60));
        assertTrue(gone.await(10, TimeUnit.SECONDS));
        put(store, "long", "2");
        timeline(store).rewind(then);
        assertEquals(Map.of("long", "1", "short", "1"), all(store));
        assertTrue(store.get("long").value().orElseThrow().lease() != 0);
        assertEquals(0, store.get("short").value().orElseThrow().lease());
        CountDownLatch goneToo = deletion(store, "long");
        clock.advance(Duration.ofSeconds(4000));
        assertTrue(goneToo.await(10, TimeUnit.SECONDS));
        assertTrue(store.get("short").value().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void whatCannotBeIsRefusedInALineAndNothingChanges(String engine) {
        EmbeddedStore store = store(engine);
        put(store, "a", "1");
        long then = put(store, "a", "2");
        long now = put(store, "a", "3");
        store.compact(now);
        refused("oldest that can still be read", () -> timeline(store).rewind(then));
        refused("yet to come", () -> timeline(store).rewind(now + 1));
        refused("no checkpoint", () -> timeline(store).restore(folder));
        refused("there already", () -> timeline(store).checkpoint(folder));
        refused("there is no folder", () -> timeline(store).checkpoint(folder.resolve("none/such")));
        assertEquals(now, store.currentRevision());
    }

    private static void refused(String why, Runnable call) {
        String message = String.valueOf(assertThrows(StoreException.Refused.class, call::run).getMessage());
        assertTrue(message.contains(why), message);
        assertFalse(message.contains("\n"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aDamagedCheckpointIsRefused(String engine) throws IOException {
        EmbeddedStore store = store(engine);
        put(store, "a", "1");
        for (String file : List.of("CHECKPOINT", "FORMAT", "db/CURRENT", "db/MANIFEST-", "db/")) {
            Path saved = folder.resolve("saved-" + file.replace("/", "."));
            timeline(store).checkpoint(saved);
            Path broken = found(saved, file);
            byte[] bytes = Files.readAllBytes(broken);
            bytes[bytes.length / 2] ^= 1;
            Files.write(broken, bytes);
            refused("", () -> timeline(store).restore(saved));
            refused("", () -> openedOn(engine, saved));
        }
        assertEquals(Map.of("a", "1"), all(store));
    }

    private static Path found(Path saved, String begin) throws IOException {
        try (Stream<Path> files = Files.walk(saved)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> saved.relativize(file).toString().startsWith(begin)).findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void timesNameRevisionsAndComeBackAfterARestart(String engine) {
        EmbeddedStore store = store(engine);
        List<Long> revisions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofSeconds(1));
            revisions.add(put(store, "a", "v" + i));
        }
        EmbeddedStore again = store;
        if (engine.equals("disk")) {
            store.close();
            open.remove(store);
            again = store(engine);
        }
        for (int i = 0; i < 20; i++) {
            Instant time = BEGIN.plusSeconds(i + 1);
            assertEquals(new Timeline.Moment(revisions.get(i), Optional.of(time)), timeline(again).at(time));
            assertEquals(revisions.get(i), timeline(again).at(time.plusMillis(999)).revision());
            assertEquals(Optional.of(time), timeline(again).at(revisions.get(i)).time());
        }
        EmbeddedStore asked = again;
        refused("compacted", () -> timeline(asked).at(BEGIN));
        asked.compact(revisions.get(10));
        refused("compacted", () -> timeline(asked).at(BEGIN.plusSeconds(5)));
        assertEquals(revisions.get(12), timeline(asked).at(BEGIN.plusSeconds(13)).revision());
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void historySaysWhatBecameOfAKey(String engine) {
        EmbeddedStore store = store(engine);
        long first = put(store, "a", "1");
        put(store, "b", "1");
        long second = put(store, "a", "2");
        long gone = delete(store, "a");
        long again = put(store, "a", "3");
        assertEquals(List.of(first + " 1", second + " 2", gone + " -", again + " 3"), told(store, 0, 100));
        assertEquals(List.of(second + " 2", gone + " -"), told(store, first, 2));
        assertTrue(timeline(store).history("a", first, 2).more());
        store.compact(second);
        assertEquals(List.of(second + " 2", gone + " -", again + " 3"), told(store, 0, 100));
        store.compact(again);
        assertEquals(List.of(again + " 3"), told(store, 0, 100));
        assertEquals(List.of(), timeline(store).history("none", 0, 10).items());
    }

    private static List<String> told(EmbeddedStore store, long after, int limit) {
        return timeline(store).history("a", after, limit).items().stream()
                .map(past -> past.moment().revision() + " "
                        + past.value().map(kv -> new String(kv.value(), StandardCharsets.UTF_8)).orElse("-"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void whoFollowsIsToldAndWhoWatchesEnds(String engine) {
        EmbeddedStore store = store(engine);
        long then = put(store, "a", "1");
        long before = put(store, "a", "2");
        List<String> heard = new ArrayList<>();
        store.watch("a", "z", 0, listener(heard));
        List<String> plain = new ArrayList<>();
        store.mvcc().watches().watch(new byte[]{0}, new byte[0], 0, new PlainListener(plain));
        long rewind = timeline(store).rewind(then).revision();
        assertEquals(List.of("rewind " + rewind), heard);
        assertEquals(List.of("compacted " + (rewind + 1)), plain);
        for (long from = 1; from <= rewind; from++) {
            long start = from;
            assertThrows(StoreException.Compacted.class, () -> store.mvcc().watches().watch(new byte[]{0}, new byte[0],
                    start, new PlainListener(plain)));
        }
        store.mvcc().watches().watch(new byte[]{0}, new byte[0], rewind + 1, new PlainListener(plain)).close();
        if (engine.equals("disk")) {
            store.close();
            open.remove(store);
            EmbeddedStore again = store(engine);
            assertThrows(StoreException.Compacted.class, () -> again.mvcc().watches().watch(new byte[]{0}, new byte[0],
                    before, new PlainListener(plain)));
            again.compact(rewind);
            assertEquals(List.of(new Timeline.Turn(rewind, then)), timeline(again).turns());
            put(again, "a", "3");
            again.compact(rewind + 1);
            assertEquals(List.of(), timeline(again).turns());
        }
    }

    /** Counted down when the key is deleted. */
    private static CountDownLatch deletion(EmbeddedStore store, String key) {
        CountDownLatch deleted = new CountDownLatch(1);
        store.watch(key, key + '\0', 0, new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {
                if (events.getLast() instanceof WatchEvent.Delete) {
                    deleted.countDown();
                }
            }

            @Override
            public void onRewind(List<WatchEvent> events) {
                onEvents(events);
            }

            @Override
            public void onProgress(long revision) {}

            @Override
            public void onEnd(StoreException reason) {}
        });
        return deleted;
    }

    private static WatchListener listener(List<String> heard) {
        return new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {
                heard.add("events " + events.getLast().revision());
            }

            @Override
            public void onRewind(List<WatchEvent> events) {
                heard.add("rewind " + events.getLast().revision());
            }

            @Override
            public void onProgress(long revision) {}

            @Override
            public void onEnd(StoreException reason) {
                if (!(reason instanceof StoreException.Unavailable)) {
                    heard.add("end " + reason.getMessage());
                }
            }
        };
    }
}
