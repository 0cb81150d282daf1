package dev.coracle.cli;

import dev.coracle.cli.shared.ClusterName;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.ClusterStatus;
import dev.coracle.cluster.component.Nodes;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle status}: components, health, nodes, pods, memory. Exit code 0 if all is well, 3 if something is not. */
@Command(name = "status", description = "Shows a cluster's components, health, nodes, pods and memory.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Override
    public Integer call() throws Exception {
        ClusterFolder folder = cluster.folder();
        ClusterState state = cluster.existing();
        if (state.components().isEmpty()) {
            System.out.println("Cluster " + state.name() + " is down; its data is in " + folder.root() + ".");
            return 3;
        }
        System.out.println(
                "Cluster " + state.name() + " at https://127.0.0.1:" + state.port() + " (" + folder.root() + ")");
        List<ClusterStatus.Line> lines = ClusterStatus.of(folder, state);
        long total = 0;
        boolean well = true;
        System.out.printf("  %-26s %-10s %8s %10s%n", "COMPONENT", "HEALTH", "PID", "MEMORY");
        for (ClusterStatus.Line line : lines) {
            System.out.printf("  %-26s %-10s %8d %7d MB%n", line.component(), line.health(), line.pid(),
                    line.megabytes());
            total += line.megabytes();
            well &= line.health().equals("ready");
        }
        System.out.printf("  %-26s %-10s %8s %7d MB%n", "", "", "", total);
        try (ApiClient client = ApiClient.connect(Kubeconfig.load(folder.kubeconfig()), SystemClock.instance(),
                "coracle")) {
            int[] pods = Nodes.pods(client);
            System.out.println(
                    "  nodes ready: " + Nodes.ready(client) + " of " + state.nodes() + "; pods running: " + pods[0]
                            + " of " + pods[1]);
        } catch (ApiException | UncheckedIOException e) {
            System.out.println("  nodes and pods are unknown: the API server does not answer");
            well = false;
        }
        return well ? 0 : 3;
    }
}
