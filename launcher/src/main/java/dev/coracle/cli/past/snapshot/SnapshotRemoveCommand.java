package dev.coracle.cli.past.snapshot;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.past.Sizes;
import dev.coracle.cluster.snapshot.SnapshotFolder;
import dev.coracle.cluster.snapshot.Snapshots;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code coracle snapshot rm NAME}. */
@Command(name = "rm", description = "Removes a snapshot; what others share with it stays.")
final class SnapshotRemoveCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Parameters(paramLabel = "NAME", description = "The snapshot.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        SnapshotFolder snapshots = new SnapshotFolder(cluster.folder());
        Snapshots all = new Snapshots(cluster.folder(), cluster.existing(), SystemClock.instance());
        snapshots.find(name);
        long freed = snapshots.use(name).alone();
        all.remove(name);
        System.out.println("Snapshot " + name + " is gone; " + Sizes.format(freed) + " are free again.");
        return 0;
    }
}
