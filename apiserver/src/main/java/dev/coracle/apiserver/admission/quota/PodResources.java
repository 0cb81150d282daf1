package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod asks for and may use altogether: its containers and sidecars at once, or its largest init container beside the sidecars
 * started before it, whichever is more, and its overhead. Source: KEP-753.
 */
public final class PodResources {

    private PodResources() {}

    /** @param what {@code requests} or {@code limits} */
    public static Map<String, Quantity> total(ObjectNode pod, String what) {
        Map<String, Quantity> running = new TreeMap<>();
        Trees.objects(pod, "spec", "containers").forEach(c -> add(running, own(c, what)));
        Map<String, Quantity> sidecars = new TreeMap<>();
        Map<String, Quantity> starting = new TreeMap<>();
        for (ObjectNode init : Trees.objects(pod, "spec", "initContainers")) {
            Map<String, Quantity> here = new TreeMap<>(own(init, what));
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
        Map<String, Quantity> atPodLevel = list(pod, "spec", "resources", what);
        running.putAll(atPodLevel);
        Map<String, Quantity> overhead = list(pod, "spec", "overhead");
        overhead.forEach((name, amount) -> {
            if (what.equals("requests") || running.containsKey(name)) {
                running.merge(name, amount, Quantity::plus);
            }
        });
        return running;
    }

    /** What one container says. */
    static Map<String, Quantity> own(ObjectNode container, String what) {
        return list(container, "resources", what);
    }

    /** A resource list; what is no quantity is left out, because validation will refuse it. */
    public static Map<String, Quantity> list(ObjectNode tree, String... path) {
        Map<String, Quantity> amounts = new TreeMap<>();
        Trees.object(tree, path).ifPresent(list -> list.properties().forEach(entry -> {
            Optional<Quantity> amount = Quantity.tryParse(entry.getValue().asString(""));
            amount.ifPresent(a -> amounts.put(entry.getKey(), a));
        }));
        return amounts;
    }

    private static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
        more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
    }

    private static void max(Map<String, Quantity> to, Map<String, Quantity> other) {
        other.forEach((name, amount) -> to.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
}
