package dev.coracle.store.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.port.Timeline.Turned;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writes, leases, forks, rewinds, compactions, checkpoints, restores and restarts of a family of stores, each compared with a plain
 * {@link Line}. Every line reads back, at every revision that is left, exactly as the model says; so no fork sees another's write.
 */
class TimelineModelTest {

    private static final int STEPS = 250;
    private static final int KEYS = 12;
    private static final int MOST_STORES = 5;

    /** A store with what it should hold. */
    private record Branch(EmbeddedStore store, Path folder, Line line, Follower follower) {}

    private record Saved(Path folder, Line line) {}

    private static final class Run {
        private final Random random;
        private final String seed;
        private final boolean disk;
        private final Path root;
        private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        private final List<Branch> branches = new ArrayList<>();
        private final List<Saved> checkpoints = new ArrayList<>();
        private int folders;

        Run(long seed, boolean disk, Path root) {
            this.random = new Random(seed);
            this.seed = "seed " + seed;
            this.disk = disk;
            this.root = root;
            Path folder = root.resolve("first");
            branches.add(begun(disk
                    ? EmbeddedStore.open(folder, Durability.ASYNC, clock)
                    : EmbeddedStore.inMemory(clock), folder, new Line()));
        }

        private Branch begun(EmbeddedStore store, Path folder, Line line) {
            return new Branch(store, folder, line, Follower.of(store));
        }

        void run() throws IOException {
            try {
                for (int step = 0; step < STEPS; step++) {
                    clock.advance(Duration.ofMillis(random.nextInt(2_000)));
                    Branch branch = branches.get(random.nextInt(branches.size()));
                    step(step, branch);
                    assertEquals(branch.line.now(), Line.shown(branch.store, OptionalLong.empty()),
                            seed + " step " + step);
                    assertEquals(branch.line.values(), branch.follower.seen(), seed + " step " + step);
                }
                branches.forEach(this::compareAll);
            } finally {
                branches.forEach(branch -> branch.store.close());
            }
        }

        private void step(int step, Branch branch) throws IOException {
            switch (random.nextInt(20)) {
                case 0 -> compact(branch);
                case 1, 2 -> rewind(branch);
                case 3 -> checkpoint(branch);
                case 4 -> restore(branch);
                case 5 -> fork(branch);
                case 6 -> restart(branch);
                case 7 -> revoke(branch);
                case 8 -> time(branch);
                case 9, 10, 11 -> delete(branch);
                default -> put(branch, "v" + step);
            }
        }

        private String key() {
            return "k" + random.nextInt(KEYS);
        }

        private void put(Branch branch, String value) {
            String key = key();
            long ttl = random.nextInt(4) == 0 ? 100_000L * (1 + random.nextInt(3)) : 0;
            long expected = branch.store.get(key).value().map(KeyValue::modRevision).orElse(0L);
            branch.store.put(key, value.getBytes(StandardCharsets.UTF_8), expected, ttl);
            long lease = branch.store.get(key).value().orElseThrow().lease();
            if (lease != 0) {
                branch.line.leases.add(lease);
            }
            branch.line.write(Map.of(key, new Line.Value(value, lease)), List.of(), clock.now());
        }

        private void delete(Branch branch) {
            String key = key();
            if (branch.line.now().containsKey(key)) {
                branch.store.delete(key, branch.store.get(key).value().orElseThrow().modRevision());
                branch.line.write(Map.of(), List.of(key), clock.now());
            }
        }

        private void revoke(Branch branch) {
            if (!branch.line.leases.isEmpty()) {
                long lease = List.copyOf(branch.line.leases).get(random.nextInt(branch.line.leases.size()));
                branch.store.leases().revoke(lease);
                branch.line.revoke(lease, clock.now());
            }
        }

        private void compact(Branch branch) {
            long revision = branch.line.compacted
                    + random.nextLong(branch.line.newest() - branch.line.compacted + 1);
            if (revision > branch.line.compacted) {
                branch.store.compact(revision);
                branch.line.compact(revision);
            }
        }

        private void rewind(Branch branch) {
            long to = random.nextLong(branch.line.newest() + 2);
            if (to < branch.line.oldest() || to > branch.line.newest()) {
                assertThrows(StoreException.Refused.class, () -> timeline(branch).rewind(to), seed);
                return;
            }
            Turned turned = timeline(branch).rewind(to);
            branch.line.become(branch.line.at(to), to, clock.now());
            assertEquals(branch.line.newest(), turned.revision(), seed);
            assertEquals(branch.line.turns, timeline(branch).turns(), seed);
        }

        private void checkpoint(Branch branch) {
            Path folder = root.resolve("checkpoint" + folders++);
            Timeline.Saved saved = timeline(branch).checkpoint(folder);
            assertEquals(branch.line.newest(), saved.revision(), seed);
            assertEquals(branch.line.now().size(), saved.keys(), seed);
            checkpoints.add(new Saved(folder, branch.line.copy()));
        }

        private void restore(Branch branch) {
            if (!checkpoints.isEmpty()) {
                Saved saved = checkpoints.get(random.nextInt(checkpoints.size()));
                timeline(branch).restore(saved.folder);
                branch.line.become(saved.line.now(), saved.line.newest(), clock.now());
            }
        }

        /** On the heap a fork is made in memory, on disk by a checkpoint; now and then one begins with an old checkpoint. */
        private void fork(Branch branch) throws IOException {
            if (branches.size() >= MOST_STORES) {
                Branch gone = branches.remove(random.nextInt(branches.size()));
                compareAll(gone);
                gone.store.close();
                return;
            }
            if (!checkpoints.isEmpty() && random.nextInt(3) == 0) {
                Saved saved = checkpoints.get(random.nextInt(checkpoints.size()));
                branches.add(opened(saved));
            } else if (disk) {
                checkpoint(branch);
                branches.add(opened(checkpoints.getLast()));
            } else {
                branches.add(begun(branch.store.fork(), root, branch.line.copy()));
            }
        }

        private Branch opened(Saved saved) throws IOException {
            if (!disk) {
                return begun(EmbeddedStore.inMemory(saved.folder, clock), root, saved.line.copy());
            }
            Path folder = root.resolve("fork" + folders++);
            CheckpointFolder.copy(saved.folder, folder);
            return begun(EmbeddedStore.open(folder, Durability.ASYNC, clock), folder, saved.line.copy());
        }

        private void restart(Branch branch) {
            if (disk) {
                branch.store.close();
                branches.remove(branch);
                branches.add(begun(EmbeddedStore.open(branch.folder, Durability.ASYNC, clock), branch.folder,
                        branch.line));
                compareAll(branches.getLast());
            }
        }

        private void time(Branch branch) {
            for (Map.Entry<Long, Instant> written : branch.line.times().entrySet()) {
                Timeline.Moment moment = timeline(branch).at(written.getValue());
                assertEquals(branch.line.newestAt(written.getValue()), moment.revision(), seed);
            }
        }

        private void compareAll(Branch branch) {
            for (long revision = branch.line.oldest(); revision <= branch.line.newest(); revision++) {
                assertEquals(branch.line.at(revision), Line.shown(branch.store, OptionalLong.of(revision)),
                        seed + " revision " + revision);
            }
            assertEquals(branch.line.turns, timeline(branch).turns(), seed);
        }

        private static Timeline timeline(Branch branch) {
            return branch.store.timeline().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void storesOnTheHeapDoWhatTheModelDoes(long seed, @TempDir Path root) throws IOException {
        new Run(seed, false, root).run();
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105})
    void storesOnDiskDoWhatTheModelDoes(long seed, @TempDir Path root) throws IOException {
        new Run(seed, true, root).run();
    }

    /** What a store shows in a line, by key. */
    static TreeMap<String, String> values(Map<String, Line.Value> state) {
        TreeMap<String, String> values = new TreeMap<>();
        state.forEach((key, value) -> values.put(key, value.text()));
        return values;
    }
}
