package dev.coracle.cli.past.snapshot;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.Sizes;
import dev.coracle.cluster.snapshot.Snapshot;
import dev.coracle.cluster.snapshot.SnapshotFolder;
import dev.coracle.cluster.snapshot.Snapshots;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code coracle snapshot save [NAME]}. */
@Command(name = "save", description = "Saves the present state; the cluster goes on meanwhile.")
final class SnapshotSaveCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The snapshot's name; the time if not given.")
    private @Nullable String name;

    @Override
    public Integer call() throws Exception {
        ClusterState state = cluster.existing();
        Snapshots.Saved saved = new Snapshots(cluster.folder(), state, SystemClock.instance())
                .save(Optional.ofNullable(name));
        Snapshot snapshot = saved.snapshot();
        System.out.println("Snapshot " + snapshot.name() + " of cluster " + state.name() + " has revision "
                + snapshot.revision() + ", " + snapshot.keys() + " objects, "
                + Sizes.format(new SnapshotFolder(cluster.folder()).use(snapshot.name()).total()) + " on disk.");
        saved.pruned()
                .forEach(gone -> System.out.println("Snapshot " + gone.name() + " is gone, as was to be kept to."));
        return 0;
    }
}
