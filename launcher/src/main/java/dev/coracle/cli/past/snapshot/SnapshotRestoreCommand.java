package dev.coracle.cli.past.snapshot;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.PastClient.Rewound;
import dev.coracle.cluster.snapshot.Snapshots;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code coracle snapshot restore NAME}. */
@Command(name = "restore", description = "Makes a cluster's state that of a snapshot; its components go on with it.")
final class SnapshotRestoreCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Parameters(paramLabel = "NAME", description = "The snapshot.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        ClusterState state = cluster.existing();
        Rewound done = new Snapshots(cluster.folder(), state, SystemClock.instance()).restore(name);
        System.out.println("Cluster " + state.name() + " is as in snapshot " + name + " again: " + done.changed()
                + " objects differ from before; its revision is " + done.revision() + " now.");
        return 0;
    }
}
