package dev.coracle.cluster.past;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.cluster.component.ComponentProcess;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import java.io.IOException;
import java.util.Optional;

/** The past of one cluster of this machine, asked of its running API server. Closing it closes the connection. */
public record ClusterPast(ApiClient client, PastClient past) implements AutoCloseable {

    /** Whether the cluster's API server runs, alone or with all others in one process. */
    public static boolean isServed(ClusterState state) {
        return state.component("kube-apiserver").or(() -> state.component("one-process"))
                .flatMap(ComponentProcess::find).isPresent();
    }

    /**
     * @param purpose what cannot be done without it, for the refusal
     * @throws ClusterException if the cluster is down, or keeps its data elsewhere
     */
    public static ClusterPast of(ClusterFolder folder, ClusterState state, Clock clock, String purpose) {
        refuseForeignStore(state, purpose);
        if (!isServed(state)) {
            throw new ClusterException("cluster " + state.name() + " is down; start it with coracle up"
                    + named(state) + " to " + purpose);
        }
        return served(folder, clock);
    }

    /** Of a cluster whose API server is known to run. */
    public static ClusterPast served(ClusterFolder folder, Clock clock) {
        try {
            ApiClient client = ApiClient.connect(Kubeconfig.load(folder.kubeconfig()), clock, "coracle");
            return new ClusterPast(client, new PastClient(client));
        } catch (IOException e) {
            throw new ClusterException("cannot read " + folder.kubeconfig() + ": " + e.getMessage());
        }
    }

    /** @throws ClusterException if the data is in an etcd, which has means of its own */
    public static void refuseForeignStore(ClusterState state, String purpose) {
        Optional<String> servers = state.etcdServers();
        if (servers.isPresent()) {
            throw new ClusterException("cluster " + state.name() + " keeps its data in the etcd at " + servers.get()
                    + ", so that it is not Coracle's to " + purpose + "; etcdctl snapshot save and etcdutl can");
        }
    }

    private static String named(ClusterState state) {
        return state.name().equals("default") ? "" : " --name " + state.name();
    }

    @Override
    public void close() {
        client.close();
    }
}
