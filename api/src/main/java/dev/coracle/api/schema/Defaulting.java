package dev.coracle.api.schema;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets the defaults that a custom resource's schema declares. Source: apiextensions' structural defaulting: a default counts where the
 * field is absent, or null and not nullable; it is itself gone into for the defaults below it. Built-in kinds have their defaults from their
 * rules, since the marks in their schema mean Go's zero values.
 */
public final class Defaulting {

    private Defaulting() {}

    /** Changes {@code object} in place. */
    public static void apply(ObjectNode object, Schema schema) {
        for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
            Optional<JsonNode> standard = field.getValue().defaultValue();
            JsonNode value = object.get(field.getKey());
            boolean absent = value == null || value.isNull() && !field.getValue().nullable();
            if (absent && standard.isPresent()) {
                object.set(field.getKey(), standard.get().deepCopy());
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            schema.child(field.getKey()).ifPresent(below -> below(field.getValue(), below));
        }
    }

    private static void below(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            apply(object, schema);
        } else if (value instanceof ArrayNode array) {
            schema.items().ifPresent(items -> array.forEach(item -> below(item, items)));
        }
    }
}
