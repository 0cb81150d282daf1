package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server gave a service: addresses and ports stay through an update that leaves them out, and go with the type that needs them. */
final class GivenByServer {

    private GivenByServer() {}

    static void keep(ObjectNode spec, JsonNode before) {
        if (!external(spec) && !external(before)) {
            keepUnlessGiven(spec, before, "clusterIP");
            keepUnlessGiven(spec, before, "clusterIPs");
        }
        if (Services.needsNodePorts(spec) && Services.needsNodePorts(before)) {
            keepNodePorts(spec, before);
        }
        if (Services.needsHealthPort(spec) && Services.needsHealthPort(before)
                && spec.path("healthCheckNodePort").asLong(0) == 0) {
            spec.set("healthCheckNodePort", before.path("healthCheckNodePort"));
        }
    }

    private static boolean external(JsonNode spec) {
        return Trees.string(spec, "type").equals("ExternalName");
    }

    private static void keepUnlessGiven(ObjectNode spec, JsonNode before, String field) {
        JsonNode given = spec.path(field);
        boolean empty = Trees.isAbsent(spec, field) || (given.isString() && given.stringValue().isEmpty())
                || (given.isContainer() && given.isEmpty());
        if (empty && !before.path(field).isMissingNode()) {
            spec.set(field, before.path(field).deepCopy());
        }
    }

    /** A port is known by its name; its number on nodes must not have gone to another. */
    private static void keepNodePorts(ObjectNode spec, JsonNode before) {
        Set<Long> used = nodePorts(before);
        used.retainAll(nodePorts(spec));
        Map<String, Long> byName = new HashMap<>();
        Trees.objects(before, "ports")
                .forEach(port -> byName.put(Trees.string(port, "name"), port.path("nodePort").asLong(0)));
        for (ObjectNode port : Trees.objects(spec, "ports")) {
            long number = byName.getOrDefault(Trees.string(port, "name"), 0L);
            if (port.path("nodePort").asLong(0) == 0 && number != 0 && !used.contains(number)) {
                port.put("nodePort", number);
            }
        }
    }

    private static Set<Long> nodePorts(JsonNode spec) {
        Set<Long> found = new HashSet<>();
        Trees.objects(spec, "ports").forEach(port -> found.add(port.path("nodePort").asLong(0)));
        found.remove(0L);
        return found;
    }

    /** The original finds two ports of one number while it gives out ports, and has no better word for it. */
    static void refuseRepeated(JsonNode spec) {
        Set<String> seen = new HashSet<>();
        for (ObjectNode port : Services.onNodes(spec) ? Trees.objects(spec, "ports") : List.<ObjectNode>of()) {
            long number = port.path("nodePort").asLong(0);
            String one = "{" + Trees.string(port, "protocol") + " " + number + "}";
            if (number != 0 && !seen.add(one)) {
                throw new StatusException(new Status(500, "", "duplicate nodePort: " + one, StatusDetails.NONE));
            }
        }
    }

    /** What a client did not change although its type no longer has it; what it did change is for the checks to refuse. */
    static void drop(ObjectNode spec, JsonNode before) {
        if (external(spec) && !external(before)) {
            if (same(spec, before, "clusterIP") && same(spec, before, "clusterIPs")) {
                spec.remove(List.of("clusterIP", "clusterIPs"));
            }
            dropIfSame(spec, before, "ipFamilies");
            dropIfSame(spec, before, "ipFamilyPolicy");
        }
        if (Services.onNodes(before) && !Services.onNodes(spec) && nodePorts(before).containsAll(nodePorts(spec))) {
            Trees.objects(spec, "ports").forEach(port -> port.remove("nodePort"));
        }
        if (Services.needsHealthPort(before) && !Services.needsHealthPort(spec)) {
            dropIfSame(spec, before, "healthCheckNodePort");
        }
        if (balanced(before) && !balanced(spec)) {
            dropIfSame(spec, before, "allocateLoadBalancerNodePorts");
            dropIfSame(spec, before, "loadBalancerClass");
        }
        if (Services.outside(before) && !Services.outside(spec)) {
            dropIfSame(spec, before, "externalTrafficPolicy");
        }
    }

    private static boolean balanced(JsonNode spec) {
        return Trees.string(spec, "type").equals("LoadBalancer");
    }

    private static boolean same(JsonNode spec, JsonNode before, String field) {
        return spec.path(field).asString("").equals(before.path(field).asString(""))
                && Trees.strings(spec, field).equals(Trees.strings(before, field));
    }

    private static void dropIfSame(ObjectNode spec, JsonNode before, String field) {
        if (spec.path(field).equals(before.path(field))) {
            spec.remove(field);
        }
    }
}
