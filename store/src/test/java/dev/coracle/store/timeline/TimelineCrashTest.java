package dev.coracle.store.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.port.Timeline.Turn;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dying inside a checkpoint, a rewind, a restore or the opening of a fork leaves the old state or the new one, whole. */
class TimelineCrashTest {

    private static final int KEYS = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    private Path data = Path.of("");
    private Path old = Path.of("");
    private long then;
    private long newest;
    private final Map<String, String> before = new TreeMap<>();
    private final Map<String, String> after = new TreeMap<>();

    /** A store that has become something else since a checkpoint. */
    @BeforeEach
    void history() {
        data = root.resolve("data");
        old = root.resolve("old");
        try (EmbeddedStore store = EmbeddedStore.open(data, Durability.SYNC, SystemClock.instance())) {
            for (int i = 0; i < KEYS; i++) {
                then = put(store, "k" + i, "old", 0);
                before.put("k" + i, "old");
            }
            store.timeline().orElseThrow().checkpoint(old);
            after.putAll(before);
            for (int i = 0; i < KEYS; i += 3) {
                put(store, "k" + i, "new", store.get("k" + i).value().orElseThrow().modRevision());
                store.delete("k" + (i + 1) % KEYS, store.get("k" + (i + 1) % KEYS).value().orElseThrow().modRevision());
                after.put("k" + i, "new");
                after.remove("k" + (i + 1) % KEYS);
            }
            newest = put(store, "later", "new", 0);
            after.put("later", "new");
        }
    }

    private static long put(EmbeddedStore store, String key, String value, long expected) {
        store.put(key, value.getBytes(StandardCharsets.UTF_8), expected, 0);
        return store.currentRevision();
    }

    private static Map<String, String> all(EmbeddedStore store, OptionalLong revision) {
        Map<String, String> found = new TreeMap<>();
        store.list("k", "z", 0, revision).value().items()
                .forEach(kv -> found.put(kv.key(), new String(kv.value(), StandardCharsets.UTF_8)));
        return found;
    }

    @ParameterizedTest
    @CsvSource({"rewind,rewind.before-commit,false", "rewind,commit.before-sync,false", "rewind,commit.after-sync,true",
        "rewind,rewind.after-sync,true", "rewind,commit.before-answer,true", "restore,rewind.before-commit,false",
        "restore,commit.before-sync,false", "restore,rewind.after-sync,true", "restore,commit.before-answer,true"})
    void takingBackIsAllOrNothing(String what, String failpoint, boolean done)
            throws IOException, InterruptedException {
        DyingProcess.run(failpoint, what, data.toString(), what.equals("rewind") ? "" + then : old.toString());
        try (EmbeddedStore store = EmbeddedStore.open(data, Durability.SYNC, SystemClock.instance())) {
            assertEquals(done ? before : after, all(store, OptionalLong.empty()));
            assertEquals(done ? newest + 1 : newest, store.currentRevision());
            assertEquals(done ? List.of(new Turn(newest + 1, then)) : List.of(),
                    store.timeline().orElseThrow().turns());
            assertEquals(after, all(store, OptionalLong.of(newest)));
            assertEquals(before, all(store, OptionalLong.of(then)));
        }
        CheckpointFolder.verify(old);
    }

    @ParameterizedTest
    @CsvSource({"checkpoint.marked,false", "checkpoint.linked,false", "checkpoint.before-manifest,false",
        "checkpoint.before-rename,false", "checkpoint.after-rename,true"})
    void aCheckpointIsThereOrNot(String failpoint, boolean done) throws IOException, InterruptedException {
        Path folder = root.resolve("made");
        DyingProcess.run(failpoint, "checkpoint", data.toString(), folder.toString());
        assertMade(folder, done, newest, after);
        try (EmbeddedStore store = EmbeddedStore.open(data, Durability.SYNC, SystemClock.instance())) {
            assertEquals(after, all(store, OptionalLong.empty()));
            // And it can be taken again; what was left of the other is gone.
            store.timeline().orElseThrow().checkpoint(root.resolve("again"));
        }
        assertEquals(List.of(), unfinished());
        assertMade(root.resolve("again"), true, newest, after);
    }

    @ParameterizedTest
    @CsvSource({"checkpoint.copied,false", "checkpoint.before-manifest,false", "checkpoint.before-rename,false",
        "checkpoint.after-rename,true"})
    void aCheckpointOfAHeapIsThereOrNot(String failpoint, boolean done) throws IOException, InterruptedException {
        Path folder = root.resolve("made");
        // Loading passes there once, too.
        String at = failpoint.equals("checkpoint.copied") ? "checkpoint.copied=halt@2,none" : failpoint;
        DyingProcess.run(at, "heap-checkpoint", old.toString(), folder.toString());
        assertMade(folder, done, then, before);
    }

    private static void assertMade(Path folder, boolean done, long revision, Map<String, String> state)
            throws IOException {
        assertEquals(done, Files.exists(folder));
        if (done) {
            assertEquals(revision, CheckpointFolder.verify(folder).revision());
            try (EmbeddedStore store = EmbeddedStore.inMemory(folder, SystemClock.instance())) {
                assertEquals(state, all(store, OptionalLong.empty()));
            }
        }
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return new ArrayList<>(files.filter(file -> file.getFileName().toString().startsWith(".")).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restore.verified", "restore.adopted", "recover.index", "recover.done"})
    void aForkThatDiesAtItsBeginningBeginsAgain(String failpoint) throws IOException, InterruptedException {
        Path fork = root.resolve("fork");
        CheckpointFolder.copy(old, fork);
        DyingProcess.run(failpoint, "open", fork.toString());
        assertEquals(failpoint.equals("restore.verified"), CheckpointFolder.isOne(fork));
        try (EmbeddedStore store = EmbeddedStore.open(fork, Durability.SYNC, SystemClock.instance())) {
            assertEquals(before, all(store, OptionalLong.empty()));
            put(store, "mine", "1", 0);
        }
        assertFalse(CheckpointFolder.isOne(fork));
        assertTrue(Files.exists(fork.resolve(CheckpointFolder.ORIGIN)));
        CheckpointFolder.verify(old);
        try (EmbeddedStore store = EmbeddedStore.open(data, Durability.SYNC, SystemClock.instance())) {
            assertEquals(after, all(store, OptionalLong.empty()));
        }
    }
}
