package dev.coracle.apiserver.openapi;

import dev.coracle.api.tree.Trees;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Other servers' paths and definitions in this server's swagger document. Paths that are there already stay; a definition that means something else under the same name gets
 * another name. Source: kube-openapi's aggregator.
 */
final class MergedSwagger {

    private static final String REFERENCE = "#/definitions/";
    private static final int MAX_NAMES = 1000;

    private MergedSwagger() {}

    /** @param into changed in place */
    static void add(ObjectNode into, RemoteDocuments.Swagger remote) {
        ObjectNode paths = Trees.ensureObject(into, "paths");
        ObjectNode definitions = Trees.ensureObject(into, "definitions");
        Map<String, String> names = new HashMap<>();
        ObjectNode theirs = Trees.object(remote.tree(), "definitions").orElseGet(into::objectNode);
        theirs.propertyNames().forEach(name -> names.put(name, name(name, theirs.get(name), definitions)));
        Trees.object(remote.tree(), "paths").ifPresent(all -> all.properties().forEach(path -> {
            if (path.getKey().startsWith(remote.paths()) && !paths.has(path.getKey())) {
                paths.set(path.getKey(), renamed(path.getValue(), names));
            }
        }));
        theirs.properties().forEach(entry -> {
            String name = names.getOrDefault(entry.getKey(), entry.getKey());
            if (!definitions.has(name)) {
                definitions.set(name, renamed(entry.getValue(), names));
            }
        });
    }

    private static String name(String name, JsonNode definition, ObjectNode definitions) {
        String candidate = name;
        for (int i = 2; i < MAX_NAMES && definitions.has(candidate) && !definitions.get(candidate).equals(definition)
                && !isOfKubernetes(name); i++) {
            candidate = name + "_v" + i;
        }
        return candidate;
    }

    /** What all servers share may differ in words between versions, and means the same. */
    private static boolean isOfKubernetes(String name) {
        return name.startsWith("io.k8s.");
    }

    private static JsonNode renamed(JsonNode node, Map<String, String> names) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.properties().forEach(field -> {
                    String text = field.getValue().isString() ? field.getValue().stringValue() : "";
                    if (field.getKey().equals("$ref") && text.startsWith(REFERENCE)) {
                        String name = text.substring(REFERENCE.length());
                        copy.put("$ref", REFERENCE + names.getOrDefault(name, name));
                    } else {
                        copy.set(field.getKey(), renamed(field.getValue(), names));
                    }
                });
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(item -> copy.add(renamed(item, names)));
                yield copy;
            }
            default -> node;
        };
    }
}
