package dev.coracle.api.cbor;

import dev.coracle.api.schema.Schema;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the one unknown field that the original names, by its index in its map. One of the map at hand goes before those further in, and
 * of these the first; names are not told.
 */
final class UnknownMembers {

    private UnknownMembers() {}

    static Optional<Integer> first(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            return ofMembers(object, schema);
        }
        if (value instanceof ArrayNode array && schema.items().isPresent()) {
            Schema items = schema.items().get();
            return array.valueStream().flatMap(item -> first(item, items).stream()).findFirst();
        }
        return Optional.empty();
    }

    private static Optional<Integer> ofMembers(ObjectNode object, Schema schema) {
        boolean open = schema.type() != Schema.Type.OBJECT && schema.properties().isEmpty()
                || schema.preserveUnknownFields() || schema.additionalProperties().isPresent()
                || schema.properties().isEmpty();
        Optional<Integer> inside = Optional.empty();
        int index = 0;
        for (var member : object.properties()) {
            Optional<Schema> known = schema.child(member.getKey());
            if (known.isEmpty() && !open) {
                return Optional.of(index);
            }
            if (inside.isEmpty() && known.isPresent()) {
                inside = first(member.getValue(), known.get());
            }
            index++;
        }
        return inside;
    }
}
