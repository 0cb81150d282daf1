package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.apiserver.resource.pod.container.SharedResources;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What a pod asks for and may use altogether: what it says itself, else what its containers say, and its overhead. */
public final class PodResources {

    private PodResources() {}

    /** @param what {@code requests} or {@code limits} */
    public static Map<String, Quantity> total(ObjectNode pod, String what) {
        Map<String, Quantity> all = SharedResources.ofContainers(pod, what);
        all.putAll(SharedResources.list(pod, "spec", "resources", what));
        SharedResources.list(pod, "spec", "overhead").forEach((name, amount) -> {
            if (what.equals("requests") || all.containsKey(name)) {
                all.merge(name, amount, Quantity::plus);
            }
        });
        return all;
    }

    /** What one container says. */
    static Map<String, Quantity> own(ObjectNode container, String what) {
        return SharedResources.list(container, "resources", what);
    }
}
