package dev.coracle.store.mvcc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.store.backend.HeapBackend;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import dev.coracle.store.rocksdb.RocksBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random transactions, compactions, historical reads, watches and restarts, each compared with a plain model. Seeds are in the messages. */
class ModelTest {

    private static final int STEPS = 600;
    private static final int KEYS = 25;

    /** What the model knows of an event. */
    private record Told(long revision, List<Byte> key, String value, boolean deleted) {}

    private final class Run {
        final Random random;
        final String seed;
        final Supplier<MvccStore> opening;
        final boolean restarts;
        MvccStore store;
        final TreeMap<List<Byte>, String> now = new TreeMap<>(Run::compare);
        final TreeMap<Long, TreeMap<List<Byte>, String>> past = new TreeMap<>();
        final List<Told> told = new ArrayList<>();
        long compacted;

        Run(long seed, Supplier<MvccStore> opening, boolean restarts) {
            this.random = new Random(seed);
            this.seed = "seed " + seed;
            this.opening = opening;
            this.restarts = restarts;
            this.store = opening.get();
            past.put(store.revision(), new TreeMap<>(now));
        }

        private static int compare(List<Byte> a, List<Byte> b) {
            return Arrays.compareUnsigned(array(a), array(b));
        }

        void run() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> compact();
                    case 1 -> read();
                    case 2 -> watch();
                    case 3 -> restart();
                    default -> transaction(step);
                }
            }
            for (long revision : past.keySet()) {
                compareAt(revision);
            }
            store.close();
        }

        private void transaction(int step) {
            int writes = 1 + random.nextInt(4);
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < writes; i++) {
                byte[] key = key();
                if (keys.stream().noneMatch(known -> Arrays.equals(known, key))) {
                    keys.add(key);
                }
            }
            boolean fails = random.nextInt(10) == 0;
            boolean[] deletes = new boolean[keys.size()];
            for (int i = 0; i < deletes.length; i++) {
                deletes[i] = random.nextInt(3) == 0;
            }
            try {
                store.transact(view -> {
                    for (int i = 0; i < deletes.length; i++) {
                        if (deletes[i]) {
                            view.delete(keys.get(i));
                        } else {
                            view.put(keys.get(i), MvccContract.bytes("v" + step + "." + i), 0);
                        }
                    }
                    if (fails) {
                        throw new IllegalArgumentException("on purpose");
                    }
                    return true;
                });
            } catch (IllegalArgumentException asked) {
                return;
            }
            note(step, keys, deletes);
        }

        private void note(int step, List<byte[]> keys, boolean[] deletes) {
            long revision = past.lastKey() + 1;
            boolean wrote = false;
            for (int i = 0; i < deletes.length; i++) {
                List<Byte> key = list(keys.get(i));
                if (!deletes[i]) {
                    now.put(key, "v" + step + "." + i);
                    told.add(new Told(revision, key, "v" + step + "." + i, false));
                    wrote = true;
                } else if (now.remove(key) != null) {
                    told.add(new Told(revision, key, "", true));
                    wrote = true;
                }
            }
            if (wrote) {
                past.put(revision, new TreeMap<>(now));
            }
            assertEquals(past.lastKey(), store.revision(), seed);
        }

        private void compact() throws Exception {
            long revision = compacted + random.nextLong(store.revision() - compacted + 1);
            if (revision <= compacted) {
                assertThrows(StoreException.Compacted.class, () -> store.compact(revision), seed);
                return;
            }
            var cleaned = store.compact(revision);
            if (random.nextBoolean()) {
                cleaned.get(10, TimeUnit.SECONDS);
            }
            compacted = revision;
            past.headMap(revision).clear();
            assertThrows(StoreException.Compacted.class, () -> store.read(revision - 1), seed);
        }

        private void read() {
            List<Long> revisions = List.copyOf(past.keySet());
            compareAt(revisions.get(random.nextInt(revisions.size())));
        }

        private void compareAt(long revision) {
            TreeMap<List<Byte>, String> found = new TreeMap<>(Run::compare);
            store.read(revision).range(MvccContract.FIRST, MvccContract.ALL, entry -> {
                found.put(list(entry.key()), new String(entry.value()));
                return true;
            });
            assertEquals(past.get(revision), found, seed + ", revision " + revision);
            assertEquals(found.size(), store.read(revision).count(MvccContract.FIRST, MvccContract.ALL), seed);
        }

        private void watch() {
            long from = Math.max(1, compacted + random.nextLong(store.revision() - compacted + 2));
            HeardEvents heard = new HeardEvents();
            store.watches().watch(MvccContract.FIRST, MvccContract.ALL, from, heard).close();
            List<Told> all = new ArrayList<>();
            for (Event event : heard.events) {
                all.add(new Told(event.revision(), list(event.key()), new String(event.entry().value()),
                        event.deleted()));
                comparePrevious(event);
            }
            assertEquals(told.stream().filter(one -> one.revision >= from).toList(), all, seed + ", from " + from);
        }

        private void comparePrevious(Event event) {
            var before = past.get(event.revision() - 1);
            if (before != null) {
                assertArrayEquals(before.getOrDefault(list(event.key()), "").getBytes(),
                        event.previous().map(Entry::value).orElse(new byte[0]), seed);
            }
        }

        private void restart() {
            if (restarts) {
                store.close();
                store = opening.get();
                assertEquals(past.lastKey(), store.revision(), seed);
                assertEquals(compacted, store.compactRevision(), seed);
            }
        }

        private byte[] key() {
            return new byte[]{(byte) (random.nextInt(KEYS) * 11), (byte) 0x80};
        }
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte one : bytes) {
            list.add(one);
        }
        return list;
    }

    private static byte[] array(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theHeapEngineDoesWhatTheModelDoes(long seed) throws Exception {
        new Run(seed, () -> new MvccStore(new HeapBackend()), false).run();
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104})
    void rocksDbDoesWhatTheModelDoesAcrossRestarts(long seed, @TempDir Path folder) throws Exception {
        new Run(seed, () -> new MvccStore(RocksBackend.open(folder, Durability.ASYNC)), true).run();
    }
}
