package dev.coracle.kubelet.node;

import dev.coracle.api.quantity.ResourceNames;
import dev.coracle.api.tree.Json;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an administrator says that a node has, by writing it into the node's capacity: licences, dongles. The kubelet makes it
 * allocatable, and takes it back when it is gone from there. Source: the Kubernetes task "Advertise Extended Resources for a Node".
 */
final class ExtendedResources {

    private ExtendedResources() {}

    /** What has to change in a node's {@code status.allocatable}, as a patch of it; empty if nothing. */
    static ObjectNode missing(Node node) {
        Map<String, Quantity> capacity = node.getStatus().getCapacity();
        Map<String, Quantity> allocatable = node.getStatus().getAllocatable();
        ObjectNode patch = Json.object();
        capacity.forEach((name, amount) -> {
            if (!ResourceNames.isNative(name) && !amount.equals(allocatable.get(name))) {
                patch.put(name, amount.toString());
            }
        });
        allocatable.keySet().stream().filter(name -> !ResourceNames.isNative(name) && !capacity.containsKey(name))
                .forEach(patch::putNull);
        return patch;
    }
}
