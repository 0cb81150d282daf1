package dev.coracle.controllermanager.workload;

import dev.coracle.client.wire.Serialization;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares statuses as a reader sees them: what is absent, zero, empty or null is the same. */
public final class Statuses {

    private Statuses() {}

    /** True where nothing would change for a reader, so that nothing needs to be written. */
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        return tree(one).equals(tree(other));
    }

    private static JsonNode tree(@Nullable Object object) {
        return object == null ? JsonNodeFactory.instance.objectNode() : strip(Serialization.toTree(object));
    }

    private static JsonNode strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(e -> {
                JsonNode value = strip(e.getValue());
                boolean nothing = value.isNull() || value.isContainer() && value.isEmpty()
                        || value.isIntegralNumber() && value.longValue() == 0
                        || value.isString() && value.stringValue().isEmpty();
                if (!nothing) {
                    // One type for all integers: a tree made of Integer differs from one made of Long otherwise.
                    result.set(e.getKey(),
                            value.isIntegralNumber() ? JsonNodeFactory.instance.numberNode(value.longValue()) : value);
                }
            });
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(item -> result.add(strip(item)));
            return result;
        }
        return node;
    }
}
