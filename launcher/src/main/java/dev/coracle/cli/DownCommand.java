package dev.coracle.cli;

import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.ClusterDown;
import dev.coracle.cluster.folder.ClusterState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle down}: stops the processes; the data stays. */
@Command(name = "down", description = "Stops a cluster; its data stays.")
final class DownCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Override
    public Integer call() throws Exception {
        ClusterState state = cluster.existing();
        int stopped = ClusterDown.down(cluster.folder(), state);
        System.out.println(stopped == 0
                ? "Cluster " + state.name() + " was not running."
                : "Cluster " + state.name() + " is down; its data is in " + cluster.folder().root() + ".");
        return 0;
    }
}
