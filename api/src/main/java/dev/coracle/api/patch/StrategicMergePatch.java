package dev.coracle.api.patch;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch: a merge patch that knows from the schema which lists are merged, and by which key. Source: the directives
 * {@code $patch}, {@code $retainKeys}, {@code $setElementOrder/…} and {@code $deleteFromPrimitiveList/…} of apimachinery's strategicpatch.
 *
 * <p>Order of a merged list: for the server's list [a, b] and a patch of [c] the result is [c, a, b], since nothing says where c belongs;
 * for a patch of [b] it stays [a, b]; with {@code $setElementOrder} of [b, a] it is [b, a].
 */
public final class StrategicMergePatch {

    private static final String PATCH = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    /** Changes {@code original} in place. @throws StatusException for a patch that does not fit */
    public static void apply(ObjectNode original, ObjectNode patch, Schema schema) {
        mergeObject(original, patch, Optional.of(schema));
    }

    private static void mergeObject(ObjectNode original, ObjectNode patch, Optional<Schema> schema) {
        switch (Trees.string(patch, PATCH)) {
            case "replace" -> {
                original.removeAll();
                patch.properties().stream().filter(e -> !e.getKey().equals(PATCH))
                        .forEach(e -> original.set(e.getKey(), e.getValue().deepCopy()));
                return;
            }
            case "delete" -> {
                original.removeAll();
                return;
            }
            case "", "merge" -> {
            }
            default -> throw StatusException
                    .badRequest("Unknown patch type found: " + Trees.string(patch, PATCH) + " " + patch);
        }
        if (patch.get(RETAIN_KEYS) instanceof ArrayNode) {
            List<String> keep = Trees.strings(patch, RETAIN_KEYS);
            original.retain(keep);
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE)) {
                deletePrimitives(original, name.substring(DELETE.length()), field.getValue());
            } else if (name.startsWith(ORDER)) {
                String list = name.substring(ORDER.length());
                if (!patch.has(list)) {
                    mergeField(original, list, JsonNodeFactory.instance.arrayNode(), patch, schema);
                }
            } else if (!name.equals(PATCH) && !name.equals(RETAIN_KEYS)) {
                mergeField(original, name, field.getValue(), patch, schema);
            }
        }
    }

    private static void mergeField(ObjectNode original, String name, JsonNode value, ObjectNode patch,
            Optional<Schema> schema) {
        Optional<Schema> field = schema.flatMap(s -> s.child(name));
        if (value.isNull()) {
            original.remove(name);
        } else if (value instanceof ObjectNode change) {
            mergeObjectField(original, name, change, field);
        } else if (value instanceof ArrayNode change) {
            boolean merges = field.filter(s -> s.patchStrategy().contains("merge")).isPresent();
            Optional<ArrayNode> order = Trees.array(patch, ORDER + name);
            if (merges && original.get(name) instanceof ArrayNode existing) {
                original.set(name, mergeList(existing, change, order, field.orElseThrow()));
            } else if (merges) {
                original.set(name, mergeList(JsonNodeFactory.instance.arrayNode(), change, order, field.orElseThrow()));
            } else if (patch.has(name)) {
                original.set(name, change.deepCopy());
            }
        } else {
            original.set(name, value.deepCopy());
        }
    }

    private static void mergeObjectField(ObjectNode original, String name, ObjectNode change, Optional<Schema> field) {
        if (Trees.string(change, PATCH).equals("delete")) {
            original.remove(name);
            return;
        }
        if (original.get(name) instanceof ObjectNode existing) {
            mergeObject(existing, change, field);
        } else {
            mergeObject(original.putObject(name), change, field);
        }
    }

    private static void deletePrimitives(ObjectNode original, String name, JsonNode values) {
        if (original.get(name) instanceof ArrayNode list && values instanceof ArrayNode gone) {
            for (JsonNode value : gone) {
                list.removeIf(value::equals);
            }
        }
    }

    private static ArrayNode mergeList(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order, Schema schema) {
        String key = schema.patchMergeKey();
        return key.isEmpty()
                ? mergePrimitives(original, patch, order)
                : mergeByKey(original, patch, order, schema, key);
    }

    private static ArrayNode mergePrimitives(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order) {
        Map<JsonNode, JsonNode> merged = new LinkedHashMap<>();
        original.forEach(item -> merged.put(item, item));
        patch.forEach(item -> merged.put(item, item));
        List<JsonNode> patched = new ArrayList<>();
        (order.isPresent() ? order.get() : patch).forEach(patched::add);
        return order.isPresent()
                ? ordered(merged, keysOf(original), patched)
                : JsonNodeFactory.instance.arrayNode().addAll(List.copyOf(merged.values()));
    }

    private static List<JsonNode> keysOf(ArrayNode primitives) {
        List<JsonNode> keys = new ArrayList<>();
        primitives.forEach(keys::add);
        return keys;
    }

    private static ArrayNode mergeByKey(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order, Schema schema,
            String key) {
        Optional<Schema> items = schema.items();
        boolean replace = false;
        for (JsonNode item : patch) {
            replace |= Trees.string(item, PATCH).equals("replace");
        }
        Map<JsonNode, JsonNode> merged = new LinkedHashMap<>();
        List<JsonNode> serverOrder = new ArrayList<>();
        if (!replace) {
            for (JsonNode item : original) {
                JsonNode its = item.path(key);
                merged.put(its, item);
                serverOrder.add(its);
            }
        }
        List<JsonNode> patched = new ArrayList<>();
        for (JsonNode item : patch) {
            if (item instanceof ObjectNode change) {
                mergeItem(merged, patched, change, items, key);
            }
        }
        if (order.isPresent()) {
            patched.clear();
            order.get().forEach(item -> patched.add(item.path(key)));
        }
        return ordered(merged, serverOrder, patched);
    }

    private static void mergeItem(Map<JsonNode, JsonNode> merged, List<JsonNode> patched, ObjectNode change,
            Optional<Schema> items,
            String key) {
        String directive = Trees.string(change, PATCH);
        if (directive.equals("replace")) {
            return;
        }
        JsonNode its = change.get(key);
        if (its == null) {
            throw new StatusException(
                    new Status(500, "", "map: " + goMap(change) + " does not contain declared merge key: " + key,
                            StatusDetails.NONE));
        }
        if (directive.equals("delete")) {
            merged.remove(its);
            return;
        }
        patched.add(its);
        ObjectNode target = merged.get(its) instanceof ObjectNode existing
                ? existing
                : JsonNodeFactory.instance.objectNode();
        mergeObject(target, change, items);
        merged.put(its, target);
    }

    /** Merges what the patch names, in the patch's order, with what only the server has, in the server's. */
    private static ArrayNode ordered(Map<JsonNode, JsonNode> merged, List<JsonNode> serverOrder,
            List<JsonNode> patchOrder) {
        List<JsonNode> left = patchOrder.stream().distinct().filter(merged::containsKey).toList();
        List<JsonNode> right = merged.keySet().stream().filter(k -> !left.contains(k)).toList();
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int l = 0;
        int r = 0;
        while (l < left.size() || r < right.size()) {
            boolean takeLeft = r == right.size() || l < left.size() && before(left.get(l), right.get(r), serverOrder);
            result.add(merged.get(takeLeft ? left.get(l++) : right.get(r++)));
        }
        return result;
    }

    private static boolean before(JsonNode left, JsonNode right, List<JsonNode> serverOrder) {
        int l = serverOrder.indexOf(left);
        int r = serverOrder.indexOf(right);
        return l < 0 || r < 0 || l < r;
    }

    /** As Go's %v prints a map, which is what the original's clients see. */
    private static String goMap(ObjectNode object) {
        StringBuilder text = new StringBuilder("map[");
        object.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> {
            if (text.length() > 4) {
                text.append(' ');
            }
            text.append(e.getKey()).append(':')
                    .append(e.getValue().isString() ? e.getValue().stringValue() : e.getValue());
        });
        return text.append(']').toString();
    }
}
