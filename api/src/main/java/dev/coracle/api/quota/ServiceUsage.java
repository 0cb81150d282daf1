package dev.coracle.api.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a service counts for: itself, a load balancer, and the ports of nodes that it has or is going to be given. */
final class ServiceUsage {

    private ServiceUsage() {}

    static boolean counts(String name) {
        return name.equals("services") || name.equals("services.nodeports") || name.equals("services.loadbalancers");
    }

    static void add(ObjectNode service, Map<String, Quantity> usage) {
        usage.put("services", QuotaUsage.ONE);
        switch (Trees.string(service, "spec", "type")) {
            case "NodePort" -> usage.put("services.nodeports", ports(service));
            case "LoadBalancer" -> {
                usage.put("services.loadbalancers", QuotaUsage.ONE);
                usage.put("services.nodeports", allocates(service) ? ports(service) : fixed(service));
            }
            default -> {
            }
        }
    }

    private static boolean allocates(ObjectNode service) {
        return Trees.at(service, "spec", "allocateLoadBalancerNodePorts").isEmpty()
                || Trees.bool(service, "spec", "allocateLoadBalancerNodePorts");
    }

    private static Quantity ports(ObjectNode service) {
        return QuotaUsage.count(Trees.objects(service, "spec", "ports").size());
    }

    private static Quantity fixed(ObjectNode service) {
        return QuotaUsage.count(Trees.objects(service, "spec", "ports").stream()
                .filter(port -> Trees.integer(port, "nodePort").orElse(0L) > 0).count());
    }
}
