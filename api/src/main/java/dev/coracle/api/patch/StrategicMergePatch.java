package dev.coracle.api.patch;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.GoText;
import dev.coracle.api.tree.Trees;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    static final String PATCH = "$patch";
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
            default -> throw failed(
                    "unknown patch type: " + Trees.string(patch, PATCH) + " in map: " + GoText.of(patch));
        }
        if (patch.has(RETAIN_KEYS)) {
            retain(original, patch);
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            if (name.startsWith(DELETE)) {
                deletePrimitives(original, name.substring(DELETE.length()), field.getValue());
            } else if (name.startsWith(ORDER)) {
                String list = name.substring(ORDER.length());
                if (!schema.flatMap(above -> above.child(list)).isPresent()) {
                    throw failed("unable to find api field in struct " + structName(schema) + " for the json field \""
                            + list + "\"");
                }
                if (!patch.has(list)) {
                    mergeField(original, list, JsonNodeFactory.instance.arrayNode(), patch, schema);
                }
            } else if (!name.equals(PATCH) && !name.equals(RETAIN_KEYS)) {
                mergeField(original, name, field.getValue(), patch, schema);
            }
        }
    }

    /** Every field that the patch sets must be among those that it keeps. */
    private static void retain(ObjectNode original, ObjectNode patch) {
        List<String> keep = Trees.strings(patch, RETAIN_KEYS);
        boolean fits = patch.get(RETAIN_KEYS).isArray() && patch.properties().stream().allMatch(
                field -> field.getKey().startsWith("$") || field.getValue().isNull() || keep.contains(field.getKey()));
        if (!fits) {
            throw StatusException.badRequest("invalid patch format of retainKeys");
        }
        original.retain(keep);
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
            if (merges && original.get(name) instanceof ArrayNode existing) {
                original.set(name, mergeList(existing, change, order(patch, name), field.orElseThrow()));
            } else if (patch.has(name)) {
                original.set(name, merges ? fresh(change) : change.deepCopy());
            }
        } else {
            original.set(name, value.deepCopy());
        }
    }

    private static Optional<ArrayNode> order(ObjectNode patch, String list) {
        JsonNode order = patch.get(ORDER + list);
        if (order == null) {
            return Optional.empty();
        }
        if (order instanceof ArrayNode array) {
            return Optional.of(array);
        }
        throw failed("expected a []interface {}, but received a " + (order.isObject() ? "map" : "string"));
    }

    /** What nothing is merged with is taken as it is, but for nulls and directives. */
    private static JsonNode fresh(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode made = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                if (!entry.getKey().startsWith("$") && !entry.getValue().isNull()) {
                    made.set(entry.getKey(), fresh(entry.getValue()));
                }
            }
            return made;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode made = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : array) {
                boolean directive = item.path(PATCH).isString() && !Trees.string(item, PATCH).equals("merge");
                if (!directive) {
                    made.add(fresh(item));
                }
            }
            return made;
        }
        return value.deepCopy();
    }

    private static void mergeObjectField(ObjectNode original, String name, ObjectNode change, Optional<Schema> field) {
        if (Trees.string(change, PATCH).equals("delete")) {
            original.remove(name);
            return;
        }
        if (original.get(name) instanceof ObjectNode existing) {
            mergeObject(existing, change, field);
        } else {
            original.set(name, fresh(change));
        }
    }

    private static void deletePrimitives(ObjectNode original, String name, JsonNode values) {
        if (original.get(name) instanceof ArrayNode list && values instanceof ArrayNode gone) {
            Set<String> identities = new HashSet<>();
            gone.forEach(value -> identities.add(KeyedLists.identity(value)));
            list.removeIf(value -> identities.contains(KeyedLists.identity(value)));
        }
    }

    private static ArrayNode mergeList(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order, Schema schema) {
        String key = schema.patchMergeKey();
        return key.isEmpty()
                ? mergePrimitives(original, patch, order)
                : mergeByKey(original, patch, order, schema, key);
    }

    private static ArrayNode mergePrimitives(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order) {
        Map<String, JsonNode> merged = new LinkedHashMap<>();
        original.forEach(item -> merged.putIfAbsent(KeyedLists.identity(item), item));
        Map<String, Integer> serverOrder = new HashMap<>();
        merged.keySet().forEach(its -> serverOrder.put(its, serverOrder.size()));
        patch.forEach(item -> merged.putIfAbsent(KeyedLists.identity(item), item));
        Map<String, JsonNode> left = new LinkedHashMap<>();
        order.orElse(patch).forEach(item -> {
            String its = KeyedLists.identity(item);
            if (merged.containsKey(its)) {
                left.put(its, item);
            }
        });
        List<JsonNode> right = merged.entrySet().stream().filter(entry -> !left.containsKey(entry.getKey()))
                .map(Map.Entry::getValue).toList();
        return KeyedLists.interleaved(List.copyOf(left.values()), right, KeyedLists::identity, serverOrder);
    }

    private static ArrayNode mergeByKey(ArrayNode original, ArrayNode patch, Optional<ArrayNode> order, Schema schema,
            String key) {
        Optional<Schema> items = schema.items();
        return KeyedLists.merge(original, patch, order, key, (item, change) -> mergeObject(item, change, items));
    }

    private static String structName(Optional<Schema> schema) {
        String name = schema.flatMap(Schema::refName).orElse("");
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Upstream answers 500 to a patch that cannot be merged, and so do we. */
    static StatusException failed(String message) {
        return new StatusException(new Status(500, "", message, StatusDetails.NONE));
    }
}
