package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the containers of a pod ask for altogether, and what a pod that says in part what they share says of the rest. Source: KEP-753 (sidecars),
 * KEP-2837 (resources of pods).
 */
public final class SharedResources {

    private static final String PAGES = "hugepages-";

    private SharedResources() {}

    /** Whether all containers of a pod can share it. */
    public static boolean isShared(String resource) {
        return resource.equals("cpu") || resource.equals("memory") || resource.startsWith(PAGES);
    }

    /**
     * All containers and sidecars at once, or the largest init container beside the sidecars started before it, whichever is more.
     *
     * @param what {@code requests} or {@code limits}
     */
    public static Map<String, Quantity> ofContainers(ObjectNode pod, String what) {
        Map<String, Quantity> running = new TreeMap<>();
        Trees.objects(pod, "spec", "containers").forEach(c -> add(running, list(c, "resources", what)));
        Map<String, Quantity> sidecars = new TreeMap<>();
        Map<String, Quantity> starting = new TreeMap<>();
        for (ObjectNode init : Trees.objects(pod, "spec", "initContainers")) {
            Map<String, Quantity> here = list(init, "resources", what);
            if (Trees.string(init, "restartPolicy").equals("Always")) {
                add(running, here);
                add(sidecars, here);
                max(starting, sidecars);
            } else {
                add(here, sidecars);
                max(starting, here);
            }
        }
        max(running, starting);
        return running;
    }

    /** A resource list; what is no quantity is left out, because validation will refuse it. The map is the caller's own. */
    public static Map<String, Quantity> list(ObjectNode tree, String... path) {
        Map<String, Quantity> amounts = new TreeMap<>();
        Trees.object(tree, path).ifPresent(list -> list.properties().forEach(entry -> {
            Optional<Quantity> amount = Quantity.tryParse(entry.getValue().asString(""));
            amount.ifPresent(a -> amounts.put(entry.getKey(), a));
        }));
        return amounts;
    }

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
        ofContainers(pod, "limits").forEach((name, amount) -> {
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
        ofContainers(pod, "requests").forEach((name, amount) -> {
            if (isShared(name) && !name.startsWith(PAGES) && !requests.has(name)) {
                requests.put(name, amount.toString());
            }
        });
        shared.path("limits").properties().forEach(limit -> {
            if (isShared(limit.getKey()) && !requests.has(limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
            }
        });
        if (requests.isEmpty()) {
            shared.remove("requests");
        }
    }

    private static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
        more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
    }

    private static void max(Map<String, Quantity> to, Map<String, Quantity> other) {
        other.forEach((name, amount) -> to.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
}
