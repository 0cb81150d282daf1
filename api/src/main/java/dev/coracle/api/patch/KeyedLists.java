package dev.coracle.api.patch;

import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merging lists whose items are told apart by a field. The list may hold several items with the same key, such as one port of two
 * protocols: the first is then meant by what is merged, and all by what is deleted.
 */
final class KeyedLists {

    /** Merges a patch into an item. */
    @FunctionalInterface
    interface ItemMerge {
        void merge(ObjectNode item, ObjectNode change);
    }

    private final String key;
    private final ItemMerge merge;
    private final List<ObjectNode> items = new ArrayList<>();

    private KeyedLists(String key, ItemMerge merge) {
        this.key = key;
        this.merge = merge;
    }

    static ArrayNode merge(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order, String key,
            ItemMerge merge) {
        KeyedLists merged = new KeyedLists(key, merge);
        List<JsonNode> serverOrder = new ArrayList<>();
        boolean replace = false;
        for (JsonNode item : patch) {
            if (!item.isObject()) {
                throw StrategicMergePatch
                        .failed("list element types are not identical: [" + GoPrinted.of(original) + " "
                                + GoPrinted.of(patch) + "]");
            }
            replace |= Trees.string(item, StrategicMergePatch.PATCH).equals("replace");
        }
        for (JsonNode item : original) {
            if (!replace && item instanceof ObjectNode object) {
                merged.items.add(object);
                serverOrder.add(item.path(key));
            }
        }
        List<JsonNode> wanted = new ArrayList<>();
        for (JsonNode item : patch) {
            merged.apply((ObjectNode) item, wanted);
        }
        if (order.isPresent()) {
            checkOrder(patch, order.get(), wanted, key);
            wanted.clear();
            order.get().forEach(item -> wanted.add(item.path(key)));
        }
        return merged.ordered(serverOrder, wanted);
    }

    private void apply(ObjectNode change, List<JsonNode> wanted) {
        String directive = Trees.string(change, StrategicMergePatch.PATCH);
        if (directive.equals("replace")) {
            return;
        }
        if (directive.equals("merge")) {
            throw StrategicMergePatch.failed("merging lists cannot yet be specified in the patch");
        }
        JsonNode its = change.get(key);
        if (its == null) {
            throw StrategicMergePatch.failed(
                    "map: " + GoPrinted.of(change) + " does not contain declared merge key: " + key);
        }
        if (directive.equals("delete")) {
            items.removeIf(item -> item.path(key).equals(its));
            return;
        }
        wanted.add(its);
        ObjectNode target = items.stream().filter(item -> item.path(key).equals(its)).findFirst().orElseGet(() -> {
            ObjectNode fresh = JsonNodeFactory.instance.objectNode();
            items.add(fresh);
            return fresh;
        });
        merge.merge(target, change);
    }

    /** What is changed must stand in the wanted order, in that order. */
    private static void checkOrder(ArrayNode patch, ArrayNode order, List<JsonNode> changed, String key) {
        int at = 0;
        int index = 0;
        for (JsonNode one : order) {
            if (!one.isObject()) {
                throw StrategicMergePatch.failed("value for key " + index + " is not a map");
            }
            index++;
            if (at < changed.size() && changed.get(at).equals(one.path(key))) {
                at++;
            }
        }
        if (at < changed.size()) {
            throw StrategicMergePatch.failed("The order in patch list:\n" + GoPrinted.of(patch)
                    + "\n doesn't match $setElementOrder list:\n" + GoPrinted.of(order) + "\n");
        }
    }

    /** Merges what the patch names, in the patch's order, with what only the server has, in the server's. */
    private ArrayNode ordered(List<JsonNode> serverOrder, List<JsonNode> patchOrder) {
        List<ObjectNode> left = new ArrayList<>();
        patchOrder.stream().distinct()
                .forEach(its -> items.stream().filter(item -> item.path(key).equals(its)).forEach(left::add));
        List<ObjectNode> right = items.stream().filter(item -> !patchOrder.contains(item.path(key))).toList();
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int l = 0;
        int r = 0;
        while (l < left.size() || r < right.size()) {
            boolean takeLeft = r == right.size() || l < left.size()
                    && before(left.get(l).path(key), right.get(r).path(key), serverOrder);
            result.add(takeLeft ? left.get(l++) : right.get(r++));
        }
        return result;
    }

    static boolean before(JsonNode left, JsonNode right, List<JsonNode> serverOrder) {
        int l = serverOrder.indexOf(left);
        int r = serverOrder.indexOf(right);
        return l < 0 || r < 0 || l < r;
    }
}
