package dev.coracle.api.apply.merge;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.PathElement;
import dev.coracle.api.apply.fields.Shape;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes paths out of a tree. An object or list that has nothing left goes with what was in it. The tree is not changed; the result shares
 * parts with it.
 */
public final class Remover {

    private Remover() {}

    /** @throws ListItems.Unnameable if a list that is owned by items has one without a name */
    public static ObjectNode remove(JsonNode tree, FieldSet paths, Shape shape) {
        return fields(tree, paths, shape);
    }

    private static Optional<JsonNode> below(JsonNode value, FieldSet paths, Shape shape) {
        return switch (shape.form(value)) {
            case SCALAR -> Optional.of(value);
            case MAP -> shape.atomicMap() ? Optional.empty() : unlessEmpty(fields(value, paths, shape));
            case LIST -> shape.associativeList() ? unlessEmpty(items(value, paths, shape)) : Optional.empty();
        };
    }

    private static Optional<JsonNode> unlessEmpty(JsonNode node) {
        return node.isEmpty() ? Optional.empty() : Optional.of(node);
    }

    private static ObjectNode fields(JsonNode object, FieldSet paths, Shape shape) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (var field : object.properties()) {
            PathElement step = new PathElement.Field(field.getKey());
            if (paths.has(step)) {
                continue;
            }
            FieldSet deeper = paths.below(step);
            if (deeper.isEmpty()) {
                kept.set(field.getKey(), field.getValue());
            } else {
                JsonNode left = below(field.getValue(), deeper, shape.child(field.getKey()))
                        .orElseGet(JsonNodeFactory.instance::nullNode);
                kept.set(field.getKey(), left);
            }
        }
        return kept;
    }

    private static ArrayNode items(JsonNode list, FieldSet paths, Shape shape) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : list) {
            PathElement step = ListItems.name(shape, item);
            if (paths.has(step)) {
                continue;
            }
            FieldSet deeper = paths.below(step);
            if (deeper.isEmpty()) {
                kept.add(item);
            } else {
                kept.add(below(item, deeper, shape.items()).orElseGet(JsonNodeFactory.instance::nullNode));
            }
        }
        return kept;
    }
}
