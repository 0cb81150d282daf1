package dev.coracle.apiserver.connect;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Where nodes are to be reached, as their statuses say. */
final class Kubelets {

    static final GroupResource NODES = new GroupResource("", "nodes");
    private static final long PORT = 10250;
    private static final String WEB_SOCKETS = "ExtendWebSocketsToKubelet";

    /** @param webSockets whether it speaks the newest WebSocket protocols itself, so that nothing needs to be translated for it */
    record Kubelet(Backend backend, boolean webSockets) {}

    private final Objects objects;
    private final List<String> addressTypes;

    /** @param addressTypes which of a node's addresses to use, the best first */
    Kubelets(Objects objects, List<String> addressTypes) {
        this.objects = objects;
        this.addressTypes = List.copyOf(addressTypes);
    }

    boolean knows(String name) {
        return objects.get(NODES, "", name).isPresent();
    }

    /** @throws StatusException if there is no such node, or none of its addresses will do */
    Kubelet of(String name) {
        ObjectNode node = objects.get(NODES, "", name).orElseThrow(() -> StatusException.notFound(NODES, name));
        long port = Trees.integer(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port").filter(p -> p > 0)
                .orElse(PORT);
        List<ObjectNode> addresses = Trees.objects(node, "status", "addresses");
        for (String type : addressTypes) {
            Optional<String> found = addresses.stream().filter(a -> Trees.string(a, "type").equals(type))
                    .map(a -> Trees.string(a, "address")).filter(a -> !a.isEmpty()).findFirst();
            if (found.isPresent()) {
                return new Kubelet(new Backend("https", found.get(), (int) port),
                        Trees.strings(node, "status", "declaredFeatures").contains(WEB_SOCKETS));
            }
        }
        String known = addresses.stream().map(a -> "{" + Trees.string(a, "type") + " " + Trees.string(a, "address")
                + "}").collect(Collectors.joining(" "));
        throw new StatusException(new Status(500, "", "no preferred addresses found; known addresses: [" + known + "]",
                StatusDetails.NONE));
    }
}
