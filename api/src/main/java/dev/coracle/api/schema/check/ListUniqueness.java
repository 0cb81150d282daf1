package dev.coracle.api.schema.check;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** That nothing stands twice in a list which is a set, nor twice with the same keys in one which is a map. Source: x-kubernetes-list-type. */
public final class ListUniqueness {

    private ListUniqueness() {}

    /** Adds each value of a list in {@code value} that is there again, where it is there for the second time. */
    public static void validate(JsonNode value, Schema schema, FieldPath path, FieldErrors errors) {
        if (value instanceof ArrayNode list) {
            if (schema.listType() != Schema.ListType.ATOMIC) {
                unique(list, schema, path, errors);
            }
            schema.items().ifPresent(items -> {
                for (int i = 0; i < list.size(); i++) {
                    validate(list.get(i), items, path.index(i), errors);
                }
            });
        } else if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> schema.child(field.getKey()).ifPresent(
                    below -> validate(field.getValue(), below, step(schema, path, field.getKey()), errors)));
        }
    }

    /** A map's keys are shown apart from declared fields. */
    static FieldPath step(Schema schema, FieldPath path, String name) {
        return schema.property(name).isPresent() ? path.child(name) : path.key(name);
    }

    private static void unique(ArrayNode list, Schema schema, FieldPath path, FieldErrors errors) {
        Set<JsonNode> seen = new HashSet<>();
        Set<JsonNode> repeated = new HashSet<>();
        int index = 0;
        for (JsonNode item : list) {
            FieldPath at = path.index(index++);
            JsonNode identity = schema.listType() == Schema.ListType.MAP ? keyOf(item, schema) : item;
            if (!seen.add(identity) && repeated.add(identity)) {
                errors.duplicate(at, identity);
            }
        }
    }

    private static JsonNode keyOf(JsonNode item, Schema schema) {
        ObjectNode key = Json.object();
        for (String name : schema.listMapKeys()) {
            Trees.at(item, name).or(() -> schema.items().flatMap(s -> s.property(name)).flatMap(Schema::defaultValue))
                    .ifPresent(value -> key.set(name, value));
        }
        return key;
    }
}
