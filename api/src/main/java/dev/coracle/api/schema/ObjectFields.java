package dev.coracle.api.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every object has, whether the schema of a custom resource mentions it or not. */
final class ObjectFields {

    private static final String METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private ObjectFields() {}

    /** Declares them at the root and in every object that is said to be embedded. */
    static void addTo(JsonNode root) {
        below(root);
        declare(root);
    }

    private static void below(JsonNode schema) {
        schema.path("properties").forEach(ObjectFields::here);
        here(schema.path("items"));
        here(schema.path("additionalProperties"));
    }

    private static void here(JsonNode schema) {
        if (!schema.isObject()) {
            return;
        }
        below(schema);
        if (schema.path("x-kubernetes-embedded-resource").asBoolean(false)) {
            declare(schema);
        }
    }

    private static void declare(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            ObjectNode properties = object.withObjectProperty("properties");
            properties.putObject("apiVersion").put("type", "string");
            properties.putObject("kind").put("type", "string");
            properties.putObject("metadata").put("$ref", METADATA);
        }
    }
}
