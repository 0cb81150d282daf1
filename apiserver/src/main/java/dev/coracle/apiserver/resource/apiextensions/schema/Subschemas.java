package dev.coracle.apiserver.resource.apiextensions.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The schemas inside a schema. */
public final class Subschemas {

    private Subschemas() {}

    /** Those right below it, in the order in which the original goes through them. */
    public static List<JsonNode> of(JsonNode schema) {
        List<JsonNode> found = new ArrayList<>();
        add(found, schema.path("items"));
        for (String list : List.of("allOf", "anyOf", "oneOf")) {
            schema.path(list).forEach(each -> add(found, each));
        }
        add(found, schema.path("not"));
        for (String map : List.of("properties", "patternProperties", "definitions", "dependencies")) {
            schema.path(map).forEach(each -> add(found, each));
        }
        add(found, schema.path("additionalProperties"));
        add(found, schema.path("additionalItems"));
        return found;
    }

    private static void add(List<JsonNode> found, JsonNode node) {
        if (node.isObject()) {
            found.add(node);
        } else if (node.isArray()) {
            node.forEach(each -> add(found, each));
        }
    }

    /** Whether the schema or any below it is like that. */
    public static boolean any(JsonNode schema, Predicate<JsonNode> like) {
        return like.test(schema) || of(schema).stream().anyMatch(below -> any(below, like));
    }
}
