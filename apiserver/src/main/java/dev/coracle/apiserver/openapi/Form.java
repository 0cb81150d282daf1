package dev.coracle.apiserver.openapi;

import dev.coracle.api.tree.Json;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How the two versions of OpenAPI write schemas. */
enum Form {
    V2("#/definitions/"), V3("#/components/schemas/");

    private static final Set<String> V3_ONLY = Set.of("nullable", "anyOf", "oneOf", "allOf", "not");

    private final String prefix;

    Form(String prefix) {
        this.prefix = prefix;
    }

    ObjectNode reference(String definition) {
        return Json.object().put("$ref", prefix + definition);
    }

    /** A schema of the catalogue or of a CustomResourceDefinition in this form. @param referred takes the definitions it refers to */
    ObjectNode schema(JsonNode source, Consumer<String> referred) {
        ObjectNode made = Json.object();
        boolean open = this == V2 && source.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
        for (Map.Entry<String, JsonNode> keyword : source.properties()) {
            String name = keyword.getKey();
            JsonNode value = keyword.getValue();
            boolean dropped = name.equals("protobuf") || this == V2 && V3_ONLY.contains(name)
                    || open && (name.equals("properties") || name.equals("items"));
            if (!dropped) {
                keyword(made, name, value, source.size() > 1, referred);
            }
        }
        if (this == V2 && source.path("format").asString("").equals("int-or-string")) {
            made.put("type", "string");
        }
        return made;
    }

    private void keyword(ObjectNode made, String name, JsonNode value, boolean siblings, Consumer<String> referred) {
        switch (name) {
            case "$ref" -> {
                String definition = value.asString();
                referred.accept(definition);
                if (this == V3 && siblings) {
                    made.putArray("allOf").add(reference(definition));
                } else {
                    made.setAll(reference(definition));
                }
            }
            case "properties" -> {
                ObjectNode below = made.putObject(name);
                value.properties().forEach(p -> below.set(p.getKey(), schema(p.getValue(), referred)));
            }
            case "items", "additionalProperties", "not" -> made.set(name,
                    value.isObject() ? schema(value, referred) : value.deepCopy());
            case "allOf", "anyOf", "oneOf" -> {
                ArrayNode below = made.putArray(name);
                value.forEach(one -> below.add(schema(one, referred)));
            }
            default -> made.set(name, value.deepCopy());
        }
    }
}
