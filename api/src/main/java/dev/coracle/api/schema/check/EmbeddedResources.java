package dev.coracle.api.schema.check;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.MetaValidation;
import dev.coracle.api.validation.Names;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of an object inside a custom resource, where its schema says that it is one. Source: apiextensions' object-meta checks. */
public final class EmbeddedResources {

    private EmbeddedResources() {}

    /** Adds what is wrong with embedded objects in {@code value}, and with itself if it is one. */
    public static void validate(JsonNode value, Schema schema, FieldPath path, FieldErrors errors) {
        if (value instanceof ObjectNode object) {
            if (schema.embeddedResource()) {
                embedded(object, path, errors);
            }
            object.properties().forEach(field -> schema.child(field.getKey()).ifPresent(below -> validate(
                    field.getValue(), below, ListUniqueness.step(schema, path, field.getKey()), errors)));
        } else if (value instanceof ArrayNode list) {
            schema.items().ifPresent(items -> {
                for (int i = 0; i < list.size(); i++) {
                    validate(list.get(i), items, path.index(i), errors);
                }
            });
        }
    }

    private static void embedded(ObjectNode object, FieldPath path, FieldErrors errors) {
        String apiVersion = Trees.string(object, "apiVersion");
        if (apiVersion.isEmpty()) {
            errors.required(path.child("apiVersion"), "");
        } else if (apiVersion.indexOf('/') != apiVersion.lastIndexOf('/')) {
            errors.invalid(path.child("apiVersion"), apiVersion, "unexpected GroupVersion string: " + apiVersion);
        }
        String kind = Trees.string(object, "kind");
        if (kind.isEmpty()) {
            errors.required(path.child("kind"), "");
        } else {
            for (String wrong : Names.dns1035Label(kind.toLowerCase(Locale.ROOT))) {
                errors.invalid(path.child("kind"), kind, "may have mixed case, but should otherwise match: " + wrong);
            }
        }
        FieldPath metadata = path.child("metadata");
        MetaValidation.labels(strings(object, "labels"), metadata.child("labels"), errors);
        MetaValidation.annotations(strings(object, "annotations"), metadata.child("annotations"), errors);
    }

    private static Map<String, String> strings(ObjectNode object, String field) {
        Map<String, String> found = new LinkedHashMap<>();
        Trees.object(object, "metadata", field).ifPresent(map -> map.properties().forEach(entry -> {
            if (entry.getValue().isString()) {
                found.put(entry.getKey(), entry.getValue().stringValue());
            }
        }));
        return found;
    }
}
