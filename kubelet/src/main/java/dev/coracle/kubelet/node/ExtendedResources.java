package dev.coracle.kubelet.node;

import dev.coracle.api.tree.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an administrator says that a node has, by writing it into the node's capacity: licences, dongles. The kubelet makes it
 * allocatable, and takes it back when it is gone from there. Source: the Kubernetes task "Advertise Extended Resources for a Node".
 */
final class ExtendedResources {

    private ExtendedResources() {}

    /** What has to change in a node's {@code status.allocatable}, as a patch of it; empty if nothing. */
    static ObjectNode missing(ObjectNode node) {
        JsonNode capacity = node.path("status").path("capacity");
        JsonNode allocatable = node.path("status").path("allocatable");
        ObjectNode patch = Json.object();
        capacity.properties().stream()
                .filter(e -> isExtended(e.getKey()) && !e.getValue().equals(allocatable.path(e.getKey())))
                .forEach(e -> patch.set(e.getKey(), e.getValue()));
        allocatable.propertyNames().stream().filter(name -> isExtended(name) && !capacity.has(name))
                .forEach(patch::putNull);
        return patch;
    }

    /** All that have a domain, but for Kubernetes' own. */
    private static boolean isExtended(String name) {
        return name.indexOf('/') > 0 && !name.contains("kubernetes.io/");
    }
}
