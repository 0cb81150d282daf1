package dev.coracle.cluster.snapshot;

import dev.coracle.base.clock.Clock;
import dev.coracle.cluster.past.PastClient.Checkpoint;
import dev.coracle.cluster.past.PastClient.Rewound;
import java.nio.file.Path;

/** The store of a cluster that is down, opened by this command for the moment. */
public final class StoppedStore {

    private StoppedStore() {}

    public static Checkpoint checkpoint(Path store, Path target, Clock clock) {
        throw new UnsupportedOperationException();
    }

    public static Rewound restore(Path store, Path checkpoint, Clock clock) {
        throw new UnsupportedOperationException();
    }

    public static void copy(Path checkpoint, Path store) {
        throw new UnsupportedOperationException();
    }
}
