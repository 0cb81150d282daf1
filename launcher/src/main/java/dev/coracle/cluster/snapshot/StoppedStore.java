package dev.coracle.cluster.snapshot;

import dev.coracle.base.clock.Clock;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.past.PastClient.Checkpoint;
import dev.coracle.cluster.past.PastClient.Rewound;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.checkpoint.CheckpointFolder;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.rocksdb.RocksBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The store of a cluster that is down, opened by this command for the moment. Refusals are the store's, in one line. */
public final class StoppedStore {

    private StoppedStore() {}

    /** Writes down what there is. @param target not there yet */
    public static Checkpoint checkpoint(Path store, Path target, Clock clock) {
        return opened(store, clock, timeline -> {
            Timeline.Saved made = timeline.checkpoint(target);
            return new Checkpoint(made.revision(), made.time(), made.bytes(), made.keys(), made.checksum(),
                    made.format(), made.pauseMicros());
        });
    }

    /** Makes the store what a checkpoint has; its revisions go on upward. */
    public static Rewound restore(Path store, Path checkpoint, Clock clock) {
        return opened(store, clock, timeline -> {
            Timeline.Turned done = timeline.restore(checkpoint);
            return new Rewound(done.from(), done.to(), done.revision(), done.changed());
        });
    }

    /** Makes a checkpoint a second time, with the same large files. @throws ClusterException if it is damaged, or of a newer format */
    public static void copy(Path checkpoint, Path to) {
        try {
            CheckpointFolder.copy(checkpoint, to);
        } catch (StoreException e) {
            throw new ClusterException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new ClusterException("cannot copy " + checkpoint + " to " + to + ": " + e.getMessage());
        }
    }

    private static <T> T opened(Path folder, Clock clock, Function<Timeline, T> work) {
        if (!Files.isDirectory(folder)) {
            throw new ClusterException("there is no data in " + folder + ": the cluster was never up");
        }
        try (EmbeddedStore store = EmbeddedStore.open(folder, RocksBackend.Durability.SYNC, clock)) {
            return work.apply(store.timeline().orElseThrow());
        } catch (StoreException e) {
            throw new ClusterException(String.valueOf(e.getMessage()));
        }
    }
}
