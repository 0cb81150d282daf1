package dev.coracle.api.gotypes;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings trees of built-in kinds into the form that kube-apiserver answers with, having read them into Go's types and printed them again.
 * In two steps, because defaults are filled in between: {@link #normalize} takes out what Go does not tell from an absence, so that
 * defaults see it as absent; {@link #complete} adds the scalars that are always written. Values are brought into the
 * form that they are printed in ({@code 1000m} becomes {@code 1}). Unknown fields and custom kinds are left as they are. Both are idempotent.
 */
public final class GoForm {

    private GoForm() {}

    /**
     * Takes out nulls and zeros of fields that are left out when empty ({@code hostNetwork: false}, {@code labels: {}}, {@code args: []}),
     * but not where a zero is told from an absence ({@code replicas: 0}); adds structs and lists that are always there
     * ({@code status: {}}, {@code resources: {}}, {@code containers: null}). To be called on what is decoded, before defaults.
     */
    public static void normalize(ObjectNode tree, Schema schema) {
        GoTypes.Facts facts = GoTypes.builtIn().of(schema);
        List<String> gone = List.of();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String name = entry.getKey();
            Optional<Schema> field = schema.property(name);
            if (field.isPresent() && vanishes(name, entry.getValue(), field.get(), facts)) {
                gone = gone.isEmpty() ? new ArrayList<>() : gone;
                gone.add(name);
            } else if (field.isPresent()) {
                entry.setValue(GoValues.field(entry.getValue(), field.get()));
                below(entry.getValue(), field.get());
            } else if (schema.additionalProperties().isPresent()) {
                Schema values = schema.additionalProperties().get();
                entry.setValue(GoValues.item(entry.getValue(), values, true));
                below(entry.getValue(), values);
            }
        }
        tree.remove(gone);
        facts.always().forEach((name, zero) -> {
            if (Trees.isAbsent(tree, name) && (zero.isObject() || zero.isNull())) {
                tree.set(name, zero);
                if (zero.isObject()) {
                    ObjectNode struct = tree.putObject(name);
                    schema.property(name).ifPresent(field -> normalize(struct, field));
                }
            }
        });
    }

    /** Adds strings, numbers and booleans that are always written ({@code name: ""}). To be called before an object is stored, after defaults. */
    public static void complete(ObjectNode tree, Schema schema) {
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            if (entry.getValue().isContainer()) {
                schema.child(entry.getKey()).ifPresent(child -> completeBelow(entry.getValue(), child));
            }
        }
        GoTypes.builtIn().of(schema).always().forEach((name, zero) -> {
            JsonNode value = tree.get(name);
            boolean emptyList = value != null && value.isArray() && value.isEmpty(); // protobuf does not tell it from none
            if (value == null || emptyList && zero.isNull()) {
                tree.set(name, zero.deepCopy());
            }
        });
    }

    private static void completeBelow(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            complete(object, schema);
        } else if (value instanceof ArrayNode array) {
            schema.items().ifPresent(items -> array.forEach(item -> completeBelow(item, items)));
        }
    }

    private static void below(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            normalize(object, schema);
        } else if (value instanceof ArrayNode array) {
            schema.items().ifPresent(items -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, GoValues.item(array.get(i), items, false));
                    below(array.get(i), items);
                }
            });
        }
    }

    private static boolean vanishes(String name, JsonNode value, Schema field, GoTypes.Facts facts) {
        return isZero(value, field) && !facts.always().containsKey(name)
                && (value.isContainer() || value.isNull() || !facts.pointers().contains(name));
    }

    private static boolean isZero(JsonNode value, Schema field) {
        return value.isNull() || switch (field.type()) {
            case ARRAY -> value.isArray() && value.isEmpty();
            case OBJECT -> value.isObject() && value.isEmpty() && field.additionalProperties().isPresent();
            case STRING -> value.isString() && value.stringValue().isEmpty();
            case BOOLEAN -> value.isBoolean() && !value.booleanValue();
            case INTEGER, NUMBER -> value.isNumber() && value.doubleValue() == 0;
            case INT_OR_STRING, ANY -> false;
        };
    }
}
