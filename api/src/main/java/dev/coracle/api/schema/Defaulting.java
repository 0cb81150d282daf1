package dev.coracle.api.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets the defaults that a custom resource's schema declares, takes out nulls that it does not allow, and writes numbers without a fraction
 * as integers, as Go prints them. Source: apiextensions' structural defaulting: a default counts where the
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
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Optional<Schema> known = schema.child(field.getKey());
            if (field.getValue().isNull() && known.isPresent() && !known.get().nullable()) {
                gone.add(field.getKey());
            } else {
                field.setValue(number(field.getValue()));
                below(field.getValue(), known.orElse(Schema.anything()));
            }
        }
        object.remove(gone);
    }

    private static JsonNode number(JsonNode value) {
        if (!value.isDouble()) {
            return value;
        }
        double number = value.doubleValue();
        if (number != Math.rint(number) || Math.abs(number) >= 0x1p63) {
            return value;
        }
        return (int) number == number
                ? JsonNodeFactory.instance.numberNode((int) number)
                : JsonNodeFactory.instance.numberNode((long) number);
    }

    private static void below(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            apply(object, schema);
        } else if (value instanceof ArrayNode array) {
            Schema items = schema.items().orElse(Schema.anything());
            for (int i = 0; i < array.size(); i++) {
                array.set(i, number(array.get(i)));
                below(array.get(i), items);
            }
        }
    }
}
