package dev.coracle.kubelet.node;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.kubelet.KubeletOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All nodes of this process. */
public final class NodeAgents implements AutoCloseable {

    private final List<NodeAgent> agents = new ArrayList<>();

    public NodeAgents(ApiClient client, KubeletOptions options, NodeDirectory directory, Clock clock,
            Consumer<String> returned) {
        for (int i = 0; i < options.nodes(); i++) {
            agents.add(new NodeAgent(options.nodeName(i), i, client, options, directory, clock, returned));
        }
    }

    public void start() {
        agents.forEach(NodeAgent::start);
    }

    @Override
    public void close() {
        agents.forEach(NodeAgent::close);
    }
}
