package dev.coracle.apiserver.admission.typecheck;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What rules see of a schema: where it is of a whole object, the object's type, and nothing in its metadata but its name. */
public final class RuleSchemas {

    private RuleSchemas() {}

    /** @param resource whether it is of a whole object; those that are embedded in it are found. @return a copy where something is added */
    public static JsonNode visible(JsonNode schema, boolean resource) {
        if (!resource && !hasEmbedded(schema)) {
            return schema;
        }
        ObjectNode copy = (ObjectNode) schema.deepCopy();
        complete(copy, resource);
        return copy;
    }

    private static boolean hasEmbedded(JsonNode schema) {
        if (schema.path("x-kubernetes-embedded-resource").asBoolean(false)) {
            return true;
        }
        return hasEmbedded(schema, "items") || hasEmbedded(schema, "additionalProperties")
                || schema.path("properties").valueStream().anyMatch(RuleSchemas::hasEmbedded);
    }

    private static boolean hasEmbedded(JsonNode schema, String below) {
        return schema.path(below).isObject() && hasEmbedded(schema.path(below));
    }

    private static void complete(ObjectNode schema, boolean resource) {
        schema.path("properties").forEach(RuleSchemas::completeEmbedded);
        completeEmbedded(schema.path("items"));
        completeEmbedded(schema.path("additionalProperties"));
        if (resource && !isComplete(schema.path("properties"))) {
            addObjectFields(schema);
        }
    }

    private static void completeEmbedded(JsonNode schema) {
        if (schema instanceof ObjectNode below) {
            complete(below, below.path("x-kubernetes-embedded-resource").asBoolean(false));
        }
    }

    private static boolean isComplete(JsonNode properties) {
        JsonNode names = properties.path("metadata").path("properties");
        return isOf("string", properties, "kind", "apiVersion") && isOf("object", properties, "metadata")
                && isOf("string", names, "name", "generateName");
    }

    private static boolean isOf(String type, JsonNode properties, String... fields) {
        return List.of(fields).stream()
                .allMatch(field -> properties.path(field).path("type").asString("").equals(type));
    }

    private static void addObjectFields(ObjectNode schema) {
        ObjectNode properties = Trees.ensureObject(schema, "properties");
        ObjectNode string = Json.object().put("type", "string");
        properties.set("apiVersion", string);
        properties.set("kind", string);
        ObjectNode metadata = properties.putObject("metadata").put("type", "object").putObject("properties");
        metadata.set("name", string);
        metadata.set("generateName", string);
    }
}
