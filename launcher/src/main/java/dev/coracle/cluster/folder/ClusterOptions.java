package dev.coracle.cluster.folder;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code coracle up} was asked for.
 *
 * @param port        the API server's; empty: as before, or 6443, or the next that is free
 * @param nodes       simulated nodes; empty: as before, or 1
 * @param etcdServers comma-separated URLs of an etcd to keep everything in, instead of the embedded store
 */
public record ClusterOptions(String name, OptionalInt port, OptionalInt nodes, boolean inMemory, boolean oneProcess,
        Optional<String> etcdServers, boolean mergeKubeconfig) {

    /** The most simulated nodes of one node process. */
    public static final int MAX_NODES = 10_000;

    public ClusterOptions {
        Names.check("cluster", name);
        if (nodes.isPresent() && (nodes.getAsInt() < 0 || nodes.getAsInt() > MAX_NODES)) {
            throw new ClusterException("--nodes " + nodes.getAsInt() + " is out of range: 0 to " + MAX_NODES);
        }
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new ClusterException("--port " + port.getAsInt() + " is out of range: 1 to 65535");
        }
        if (inMemory && etcdServers.isPresent()) {
            throw new ClusterException(
                    "--in-memory and --etcd-servers exclude each other: the data is either here or there");
        }
    }
}
