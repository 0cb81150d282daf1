package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.quota.PodTotals;
import dev.coracle.api.tree.Trees;
import tools.jackson.databind.node.ObjectNode;

/** What a pod that says in part what its containers share says of the rest. Source: KEP-2837 (resources of pods). */
public final class SharedResources {

    private static final String PAGES = "hugepages-";

    private SharedResources() {}

    /** Defaults of what is shared, after those of the containers: as much as they ask for, else as much as they may use together. */
    public static void fill(ObjectNode pod) {
        Trees.object(pod, "spec", "resources").ifPresent(shared -> {
            pages(pod, shared);
            requests(pod, shared);
        });
    }

    /** Huge pages can't be promised twice: the limit is what the containers may use. */
    private static void pages(ObjectNode pod, ObjectNode shared) {
        if (shared.path("limits").isEmpty() && shared.path("requests").isEmpty()) {
            return;
        }
        PodTotals.ofContainers(pod, "limits").forEach((name, amount) -> {
            if (name.startsWith(PAGES) && !shared.path("requests").has(name) && !shared.path("limits").has(name)) {
                Trees.ensureObject(shared, "limits").put(name, amount.toString());
            }
        });
    }

    private static void requests(ObjectNode pod, ObjectNode shared) {
        if (shared.path("limits").isEmpty()) {
            return;
        }
        ObjectNode requests = Trees.ensureObject(shared, "requests");
        PodTotals.ofContainers(pod, "requests").forEach((name, amount) -> {
            if (PodTotals.isShared(name) && !name.startsWith(PAGES) && !requests.has(name)) {
                requests.put(name, amount.toString());
            }
        });
        shared.path("limits").properties().forEach(limit -> {
            if (PodTotals.isShared(limit.getKey()) && !requests.has(limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
            }
        });
        if (requests.isEmpty()) {
            shared.remove("requests");
        }
    }
}
