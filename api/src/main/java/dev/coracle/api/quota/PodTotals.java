package dev.coracle.api.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.tree.Trees;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What a pod asks for and may use altogether. Source: KEP-753 (sidecars), KEP-2837 (resources of pods). */
public final class PodTotals {

    private PodTotals() {}

    /** Whether a pod can ask for it as a whole, for all of its containers to share. */
    public static boolean isShared(String resource) {
        return resource.equals("cpu") || resource.equals("memory") || resource.startsWith("hugepages-");
    }

    /** What it says itself, else what its containers say, and its overhead. @param what {@code requests} or {@code limits} */
    public static Map<String, Quantity> total(ObjectNode pod, String what) {
        Map<String, Quantity> all = ofContainers(pod, what);
        all.putAll(ResourceList.of(pod, "spec", "resources", what));
        ResourceList.of(pod, "spec", "overhead").forEach((name, amount) -> {
            if (what.equals("requests") || all.containsKey(name)) {
                all.merge(name, amount, Quantity::plus);
            }
        });
        return all;
    }

    /**
     * All containers and sidecars at once, or the largest init container beside the sidecars started before it, whichever is more.
     *
     * @param what {@code requests} or {@code limits}
     */
    public static Map<String, Quantity> ofContainers(ObjectNode pod, String what) {
        Map<String, Quantity> running = new TreeMap<>();
        Trees.objects(pod, "spec", "containers").forEach(c -> ResourceList.add(running, own(c, what)));
        Map<String, Quantity> sidecars = new TreeMap<>();
        Map<String, Quantity> starting = new TreeMap<>();
        for (ObjectNode init : Trees.objects(pod, "spec", "initContainers")) {
            Map<String, Quantity> here = own(init, what);
            if (Trees.string(init, "restartPolicy").equals("Always")) {
                ResourceList.add(running, here);
                ResourceList.add(sidecars, here);
                ResourceList.max(starting, sidecars);
            } else {
                ResourceList.add(here, sidecars);
                ResourceList.max(starting, here);
            }
        }
        ResourceList.max(running, starting);
        return running;
    }

    /** What one container says; the map is the caller's own. */
    public static Map<String, Quantity> own(ObjectNode container, String what) {
        return ResourceList.of(container, "resources", what);
    }
}
