package dev.coracle.api.patch;

import dev.coracle.api.tree.GoText;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    private final Map<String, List<ObjectNode>> byKey = new HashMap<>();
    private final Set<ObjectNode> gone = Collections.newSetFromMap(new IdentityHashMap<>());

    private KeyedLists(String key, ItemMerge merge) {
        this.key = key;
        this.merge = merge;
    }

    static ArrayNode merge(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order, String key,
            ItemMerge merge) {
        KeyedLists merged = new KeyedLists(key, merge);
        Map<String, Integer> serverOrder = new HashMap<>();
        boolean replace = false;
        for (JsonNode item : patch) {
            if (!item.isObject()) {
                throw StrategicMergePatch
                        .failed("list element types are not identical: [" + GoText.of(original) + " "
                                + GoText.of(patch) + "]");
            }
            replace |= Trees.string(item, StrategicMergePatch.PATCH).equals("replace");
        }
        for (JsonNode item : original) {
            if (!replace && item instanceof ObjectNode object) {
                merged.add(object, identity(item.path(key)));
                serverOrder.putIfAbsent(identity(item.path(key)), serverOrder.size());
            }
        }
        List<String> changed = new ArrayList<>();
        for (JsonNode item : patch) {
            merged.apply((ObjectNode) item, changed);
        }
        if (order.isPresent()) {
            List<String> wanted = identities(order.get(), key);
            checkOrder(patch, order.get(), changed, wanted);
            return merged.ordered(serverOrder, wanted);
        }
        return merged.ordered(serverOrder, changed);
    }

    private void add(ObjectNode item, String its) {
        items.add(item);
        byKey.computeIfAbsent(its, ignored -> new ArrayList<>()).add(item);
    }

    /** Text that is the same for the same scalar; text, because hash maps of texts stay quick whatever the texts are. */
    static String identity(JsonNode scalar) {
        return scalar.isString() ? '"' + scalar.stringValue() : scalar.toString();
    }

    private static List<String> identities(ArrayNode order, String key) {
        List<String> wanted = new ArrayList<>();
        for (JsonNode one : order) {
            if (!one.isObject()) {
                throw StrategicMergePatch.failed("value for key " + wanted.size() + " is not a map");
            }
            wanted.add(identity(one.path(key)));
        }
        return wanted;
    }

    private void apply(ObjectNode change, List<String> changed) {
        String directive = Trees.string(change, StrategicMergePatch.PATCH);
        if (directive.equals("replace")) {
            return;
        }
        if (directive.equals("merge")) {
            throw StrategicMergePatch.failed("merging lists cannot yet be specified in the patch");
        }
        if (!change.has(key)) {
            throw StrategicMergePatch.failed(
                    "map: " + GoText.of(change) + " does not contain declared merge key: " + key);
        }
        String its = identity(change.path(key));
        if (directive.equals("delete")) {
            List<ObjectNode> removed = byKey.remove(its);
            if (removed != null) {
                gone.addAll(removed);
            }
            return;
        }
        changed.add(its);
        if (!byKey.containsKey(its)) {
            add(JsonNodeFactory.instance.objectNode(), its);
        }
        merge.merge(byKey.getOrDefault(its, List.of()).getFirst(), change);
    }

    /** What is changed must stand in the wanted order, in that order. */
    private static void checkOrder(ArrayNode patch, ArrayNode order, List<String> changed, List<String> wanted) {
        int at = 0;
        for (String its : wanted) {
            if (at < changed.size() && changed.get(at).equals(its)) {
                at++;
            }
        }
        if (at < changed.size()) {
            throw StrategicMergePatch.failed("The order in patch list:\n" + GoText.of(patch)
                    + "\n doesn't match $setElementOrder list:\n" + GoText.of(order) + "\n");
        }
    }

    private ArrayNode ordered(Map<String, Integer> serverOrder, List<String> patchOrder) {
        Set<String> wanted = new LinkedHashSet<>(patchOrder);
        List<JsonNode> left = new ArrayList<>();
        wanted.forEach(its -> left.addAll(byKey.getOrDefault(its, List.of())));
        List<JsonNode> right = new ArrayList<>();
        for (ObjectNode item : items) {
            if (!gone.contains(item) && !wanted.contains(identity(item.path(key)))) {
                right.add(item);
            }
        }
        return interleaved(left, right, item -> identity(item.path(key)), serverOrder);
    }

    /** Merges what the patch names, in the patch's order, with what only the server has, in the server's. */
    static ArrayNode interleaved(List<JsonNode> left, List<JsonNode> right, Function<JsonNode, String> identity,
            Map<String, Integer> serverOrder) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int l = 0;
        int r = 0;
        while (l < left.size() || r < right.size()) {
            boolean takeLeft = r == right.size() || l < left.size()
                    && before(identity.apply(left.get(l)), identity.apply(right.get(r)), serverOrder);
            result.add(takeLeft ? left.get(l++) : right.get(r++));
        }
        return result;
    }

    private static boolean before(String left, String right, Map<String, Integer> serverOrder) {
        int l = serverOrder.getOrDefault(left, -1);
        int r = serverOrder.getOrDefault(right, -1);
        return l < 0 || r < 0 || l < r;
    }
}
