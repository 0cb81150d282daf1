package dev.coracle.cli;

import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.ClusterDown;
import dev.coracle.cluster.folder.ClusterState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle delete}: the cluster and its data are gone. */
@Command(name = "delete", description = "Stops a cluster and deletes its data and its kubeconfig context.")
final class DeleteCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Override
    public Integer call() throws Exception {
        ClusterState state = cluster.existing();
        ClusterDown.delete(cluster.folder(), state);
        System.out.println("Cluster " + state.name() + " is gone.");
        return 0;
    }
}
