package dev.coracle.api.gotypes;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a tree of a built-in kind into the form that kube-apiserver answers with, having read it into Go's types and printed it again:
 * fields that are always written are there ({@code status: {}}, {@code resources: {}}, {@code containers: null}); nulls and zeros of
 * fields that are left out when empty are gone ({@code hostNetwork: false}, {@code labels: {}}, {@code args: []}), except where a zero is
 * told from an absence ({@code replicas: 0}). Unknown fields, custom kinds and the values of known fields are left as they are.
 */
public final class GoForm {

    private GoForm() {}

    /** Normalizes {@code tree} in place. Idempotent. */
    public static void normalize(ObjectNode tree, Schema schema) {
        GoTypes.Facts facts = GoTypes.builtIn().of(schema);
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String name = entry.getKey();
            Optional<Schema> field = schema.property(name);
            if (field.isPresent() && vanishes(name, entry.getValue(), field.get(), facts)) {
                gone.add(name);
            } else {
                schema.child(name).ifPresent(child -> below(entry.getValue(), child));
            }
        }
        tree.remove(gone);
        facts.always().forEach((name, zero) -> {
            if (Trees.isAbsent(tree, name)) {
                tree.set(name, zero.isObject()
                        ? schema.property(name).map(GoTypes.builtIn()::zero).orElseGet(Json::object)
                        : zero);
            }
        });
    }

    private static void below(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            normalize(object, schema);
        } else if (value instanceof ArrayNode array) {
            schema.items().ifPresent(items -> array.forEach(item -> below(item, items)));
        }
    }

    private static boolean vanishes(String name, JsonNode value, Schema field, GoTypes.Facts facts) {
        if (facts.always().containsKey(name)) {
            return false;
        }
        if (value.isNull()) {
            return true;
        }
        return switch (field.type()) {
            case ARRAY -> value.isArray() && value.isEmpty();
            case OBJECT -> field.additionalProperties().isPresent() && value.isObject() && value.isEmpty();
            case STRING -> value.isString() && value.stringValue().isEmpty() && !facts.pointers().contains(name);
            case BOOLEAN -> value.isBoolean() && !value.booleanValue() && !facts.pointers().contains(name);
            case INTEGER, NUMBER -> value.isNumber() && value.doubleValue() == 0 && !facts.pointers().contains(name);
            case INT_OR_STRING, ANY -> false;
        };
    }
}
