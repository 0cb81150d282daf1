package dev.coracle.cli.past.snapshot;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cli.shared.RetentionOptions;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.snapshot.Lineage;
import dev.coracle.cluster.snapshot.Retention;
import dev.coracle.cluster.snapshot.Snapshot;
import dev.coracle.cluster.snapshot.Snapshots;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coracle snapshot prune}: by the bounds given, or else by those that the cluster was started with. */
@Command(name = "prune", description = "Removes old snapshots; the newest stays in any case.")
final class SnapshotPruneCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Option(names = "--keep", paramLabel = "N", description = "Keep at most this many.")
    private @Nullable Integer keep;

    @Option(names = "--max-age", paramLabel = "D", description = "Keep none older than this, such as 12h or 7d.")
    private @Nullable String age;

    @Option(names = "--max-bytes", paramLabel = "B", description = "Keep what takes at most this much on disk, such as 2Gi.")
    private @Nullable String bytes;

    @Override
    public Integer call() throws Exception {
        ClusterState state = cluster.existing();
        Retention retention = RetentionOptions.retention(keep, age, bytes);
        if (retention.keepsAll()) {
            retention = Lineage.read(cluster.folder()).retention();
        }
        if (retention.keepsAll()) {
            throw new ClusterException("say what to keep with --keep, --max-age or --max-bytes; cluster " + state.name()
                    + " was started with no bounds of its own");
        }
        List<Snapshot> gone = new Snapshots(cluster.folder(), state, SystemClock.instance()).pruneNow(retention);
        gone.forEach(one -> System.out.println("Snapshot " + one.name() + " is gone."));
        if (gone.isEmpty()) {
            System.out.println("Nothing was to be removed.");
        }
        return 0;
    }
}
