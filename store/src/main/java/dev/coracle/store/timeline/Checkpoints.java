package dev.coracle.store.timeline;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.DataFiles;
import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.checkpoint.CheckpointFolder.Facts;
import dev.coracle.store.checkpoint.CheckpointFolder.Filling;
import dev.coracle.store.checkpoint.Manifest;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline.Saved;
import dev.coracle.store.rocksdb.RocksBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes checkpoints. The store is held up only for a mark between two commits; files are linked, copied or written after that. A heap's
 * records go into files of the disk engine, so that either engine can begin with what the other left.
 */
final class Checkpoints {

    private final MvccStore store;
    private final Backend backend;
    private final Clock clock;

    Checkpoints(MvccStore store, Backend backend, Clock clock) {
        this.store = store;
        this.backend = backend;
        this.clock = clock;
    }

    /** What was seen of the store between two commits. */
    private record Mark<T>(MvccStore.State state, T held, Instant time, long nanos) {}

    private <T> Mark<T> mark(Supplier<T> hold) {
        return store.between(state -> {
            long begun = clock.nanoTime();
            T held = hold.get();
            return new Mark<>(state, held, clock.now().truncatedTo(ChronoUnit.MICROS), clock.nanoTime() - begun);
        });
    }

    Saved write(Path folder) {
        Optional<DataFiles> files = backend.dataFiles();
        if (files.isEmpty()) {
            return streamed(folder);
        }
        try (DataFiles held = files.get()) {
            Mark<Boolean> mark = mark(() -> {
                held.mark();
                return true;
            });
            Failpoint.reached("checkpoint.marked");
            return write(folder, mark, held::copyTo);
        }
    }

    private Saved streamed(Path folder) {
        Mark<Backend.Checkpoint> mark = mark(backend::checkpoint);
        try (Backend.Checkpoint held = mark.held) {
            return write(folder, mark, unfinished -> {
                // What is half done is thrown away: nothing need wait for the disk before all of it is there.
                try (RocksBackend disk = RocksBackend.open(unfinished, RocksBackend.Durability.ASYNC)) {
                    BackendCopy.copy(held, disk);
                    // This writes everything to files, synced.
                    disk.defragment();
                }
                RocksBackend.tidyFolder(unfinished);
            });
        }
    }

    private Saved write(Path folder, Mark<?> mark, Filling filling) {
        MvccStore.State state = mark.state;
        Facts facts = new Facts(backend.engine(), state.revision(), state.compacted(), state.keys(), mark.time);
        try {
            Manifest made = CheckpointFolder.write(folder, facts, filling);
            return new Saved(made.revision(), made.time(), made.bytes(), made.keys(), made.checksum(), made.format(),
                    mark.nanos / 1_000);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw new StoreException.NoSpace("the disk of " + folder + " has no room for a checkpoint");
            }
            throw new StoreException.Refused("the checkpoint " + folder + " could not be written: " + e);
        }
    }
}
