package dev.coracle.api.schema.check;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.MetaValidation;
import dev.coracle.api.validation.Names;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of an object inside a custom resource, where its schema says that it is one. Source: apiextensions' object-meta checks. */
final class EmbeddedResources {

    private EmbeddedResources() {}

    static void validate(ObjectNode object, FieldPath path, FieldErrors errors) {
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
