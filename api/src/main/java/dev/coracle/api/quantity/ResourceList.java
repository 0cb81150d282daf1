package dev.coracle.api.quantity;

import dev.coracle.api.tree.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Resource lists (core/v1 {@code ResourceList}) as maps from a resource's name to how much of it; changed in place by whoever made them. */
public final class ResourceList {

    private ResourceList() {}

    /** A resource list; what is no quantity is left out, because validation refuses it. The map is the caller's own. */
    public static Map<String, Quantity> of(ObjectNode tree, String... path) {
        Map<String, Quantity> amounts = new TreeMap<>();
        Trees.object(tree, path).ifPresent(list -> list.properties().forEach(entry -> {
            Optional<Quantity> amount = Quantity.tryParse(entry.getValue().asString(""));
            amount.ifPresent(a -> amounts.put(entry.getKey(), a));
        }));
        return amounts;
    }

    /** Adds {@code more} to {@code to}, name by name. */
    public static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
        more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
    }

    /** Leaves in {@code to} the larger of both, name by name. */
    public static void max(Map<String, Quantity> to, Map<String, Quantity> other) {
        other.forEach((name, amount) -> to.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
}
