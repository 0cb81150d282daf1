package dev.coracle.store.etcd.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.mvcc.Checkpoint;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot holds the whole history, frozen, and comes back as it was. */
class SnapshotTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(EmbeddedStore store) {
        assertTrue(store.leases().grant(7, 1_000));
        for (int i = 0; i < 3_000; i++) {
            byte[] key = bytes("k" + i % 100);
            long lease = i % 2 == 0 ? 7 : 0;
            boolean deletes = i % 7 == 0;
            store.mvcc().transact(view -> {
                if (!deletes) {
                    store.leases().attach(lease, key);
                    view.put(key, new byte[500], lease);
                }
                return deletes && view.get(key).isPresent() && view.delete(key);
            });
        }
        store.compact(1_000);
    }

    private Path save(EmbeddedStore store, String name) throws IOException {
        Path file = folder.resolve(name);
        try (Checkpoint history = store.mvcc().checkpoint()) {
            Files.write(file, save(history));
        }
        return file;
    }

    private static byte[] save(Checkpoint history) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Long> left = new ArrayList<>();
        new SnapshotStream(history, 1, 2).send((bytes, more) -> {
            out.write(bytes.array(), bytes.position(), bytes.remaining());
            left.add(more);
        });
        assertEquals(0, left.getLast());
        assertEquals(out.size() % 512, 32, "as etcdctl tells that there is a hash");
        return out.toByteArray();
    }

    private static HistoryHash hash(EmbeddedStore store, long revision) {
        try (Checkpoint history = store.mvcc().checkpoint()) {
            return HistoryHash.of(history, revision);
        }
    }

    @Test
    void theWholeHistoryComesBack() throws IOException {
        try (EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance())) {
            write(store);
            Path data = folder.resolve("data");
            try (SnapshotFile file = SnapshotFile.open(save(store, "s.db"), false)) {
                SnapshotRestore.Result result = SnapshotRestore.restore(file, data);
                assertEquals(store.currentRevision(), result.revision());
                assertEquals("1000 1", result.compacted() + " " + result.leases());
                assertFalse(result.hadUsers());
            }
            try (EmbeddedStore again = EmbeddedStore.open(data, Durability.SYNC, SystemClock.instance())) {
                assertEquals(store.currentRevision(), again.currentRevision());
                assertEquals(hash(store, 0), hash(again, 0));
                assertEquals(hash(store, 1_500), hash(again, 1_500));
                assertEquals(1_000, again.leases().find(7).orElseThrow().granted());
                assertEquals(keys(store), keys(again));
                long next = again.mvcc().transact(view -> {
                    view.put(bytes("next"), new byte[1], 0);
                    return view.writeRevision();
                });
                assertEquals(store.currentRevision() + 1, next);
            }
        }
    }

    private static int keys(EmbeddedStore store) {
        return store.leases().find(7).orElseThrow().keys().size();
    }

    @Test
    void itIsFrozenWhateverIsWrittenMeanwhile() throws IOException {
        for (EmbeddedStore store : List.of(EmbeddedStore.inMemory(SystemClock.instance()),
                EmbeddedStore.open(folder.resolve("live"), Durability.ASYNC, SystemClock.instance()))) {
            try (store; Checkpoint history = store.mvcc().checkpoint()) {
                byte[] before = save(history);
                write(store);
                store.mvcc().defragment();
                assertArrayEquals(before, save(history));
            }
        }
    }

    @Test
    void bothEnginesMakeTheSameFile() throws IOException {
        try (EmbeddedStore heap = EmbeddedStore.inMemory(SystemClock.instance());
                EmbeddedStore disk = EmbeddedStore.open(folder.resolve("disk"), Durability.ASYNC,
                        SystemClock.instance())) {
            write(heap);
            write(disk);
            assertEquals(hash(heap, 0), hash(disk, 0));
        }
    }

    @Test
    void aDamagedFileIsRefusedAndLeavesNoFolder() throws IOException {
        try (EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance())) {
            write(store);
            Path good = save(store, "s.db");
            byte[] spoiled = Files.readAllBytes(good);
            spoiled[spoiled.length / 2] ^= 1;
            Path bad = Files.write(folder.resolve("bad.db"), spoiled);
            assertTrue(message(bad, false).contains("SHA-256"), message(bad, false));
            Path text = Files.writeString(folder.resolve("text.db"), "hello");
            assertTrue(message(text, false).contains("--skip-hash-check"));
            assertTrue(message(text, true).contains("bbolt"));
            Files.write(bad, java.util.Arrays.copyOf(spoiled, 200_000));
            Path data = folder.resolve("data");
            IOException damaged = assertThrows(IOException.class, () -> {
                try (SnapshotFile file = SnapshotFile.open(bad, true)) {
                    SnapshotRestore.restore(file, data);
                }
            });
            assertTrue(String.valueOf(damaged.getMessage()).contains("bbolt"), damaged.getMessage());
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(0, files.filter(f -> f.getFileName().toString().startsWith("data")).count());
            }
        }
    }

    private static String message(Path file, boolean unhashed) {
        return String.valueOf(assertThrows(IOException.class, () -> SnapshotFile.open(file, unhashed).close())
                .getMessage());
    }

    @Test
    void aFolderInUseIsLeftAlone() throws IOException {
        try (EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance())) {
            Path data = Files.createDirectory(folder.resolve("data"));
            Path mine = Files.writeString(data.resolve("mine"), "x");
            try (SnapshotFile file = SnapshotFile.open(save(store, "s.db"), false)) {
                IOException refused = assertThrows(IOException.class, () -> SnapshotRestore.restore(file, data));
                assertTrue(String.valueOf(refused.getMessage()).contains("is not empty"));
                Files.delete(mine);
                assertEquals(1, SnapshotRestore.restore(file, data).revision());
            }
        }
    }
}
