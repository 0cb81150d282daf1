package dev.coracle.api.apply;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tree of an object of a built-in kind before anything is set: structs that are always there are empty objects, lists and maps that
 * are always there are null. Who creates an object does not own these, only what is in them. A custom kind's is empty. The catalogue
 * tells such fields by the default {@code {}} beside a reference, and by their being required.
 */
final class ZeroTree {

    /** Always-there structs are not recursive; this only guards against a schema that says otherwise. */
    private static final int MAX_DEPTH = 20;

    private ZeroTree() {}

    static ObjectNode of(Schema schema) {
        return of(schema, 0);
    }

    private static ObjectNode of(Schema schema, int depth) {
        ObjectNode tree = Json.object();
        if (depth > MAX_DEPTH || schema.refName().isEmpty()) {
            return tree;
        }
        schema.properties().keySet().forEach(name -> schema.property(name)
                .flatMap(field -> zero(field, schema.required().contains(name), depth))
                .ifPresent(value -> tree.set(name, value)));
        return tree;
    }

    private static Optional<JsonNode> zero(Schema field, boolean required, int depth) {
        Optional<JsonNode> stated = field.defaultValue();
        if (!field.refName().isEmpty() && stated.filter(value -> value.isObject() && value.isEmpty()).isPresent()) {
            return Optional.of(of(field, depth + 1));
        }
        if (!required) {
            return Optional.empty();
        }
        return Optional.of(stated.orElseGet(Json.object()::nullNode));
    }
}
