package dev.coracle.apiserver.verb;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.GroupKind;
import dev.coracle.api.gotypes.GoForm;
import dev.coracle.api.gotypes.TypeCheck;
import dev.coracle.api.schema.Defaulting;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.SchemaValidation;
import dev.coracle.api.schema.StrictFields;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import dev.coracle.api.validation.FieldErrors;
import dev.coracle.api.validation.FieldPath;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Walks objects by their schema: types, unknown fields, defaults, and for custom resources what their schema demands. */
final class TypedTrees {

    private TypedTrees() {}

    /** Types, unknown and duplicate fields of what a client sent. @throws StatusException (400) as the client gets it */
    static void check(RequestContext context, Resource resource, ObjectNode object, Options options) {
        if (!resource.custom()) {
            TypeCheck.mismatch(object, resource.schema()).ifPresent(wrong -> {
                throw StatusException.badRequest(cannotBeHandled(resource) + wrong);
            });
        }
        if (options.fieldValidation() == Options.FieldValidation.IGNORE && !resource.custom()) {
            return;
        }
        report(context, resource, strict(context, resource, object), options);
    }

    /** What a patch has made of an object must still be of its type. @throws StatusException (422) as the client gets it */
    static void checkPatched(Resource resource, ObjectNode patched) {
        if (!resource.custom()) {
            TypeCheck.mismatch(patched, resource.schema()).ifPresent(wrong -> {
                FieldErrors errors = new FieldErrors();
                errors.invalid(FieldPath.of("patch"), Json.text(patched), wrong);
                throw StatusException.invalid(new GroupKind("", ""), "", errors);
            });
        }
    }

    /** @param yaml keys that stand twice, by line: they are named in one breath where the request fails for them */
    private record Strict(List<String> yaml, List<String> fields) {}

    private static Strict strict(RequestContext context, Resource resource, ObjectNode object) {
        String type = Bodies.contentType(context.request());
        byte[] body = context.request().body();
        boolean json = type.equals("application/json");
        boolean merge = type.equals("application/merge-patch+json")
                || type.equals("application/strategic-merge-patch+json");
        List<String> yaml = type.endsWith("yaml") ? Yaml.duplicateKeys(body) : List.of();
        if (json && !resource.custom()) {
            return new Strict(yaml, StrictFields.find(body, resource.schema()));
        }
        List<String> found = new ArrayList<>(json || merge ? StrictFields.duplicates(body) : List.of());
        if (!resource.custom()) {
            found.addAll(StrictFields.unknown(object, resource.schema()));
            return new Strict(yaml, found);
        }
        Pruning.apply(object, resource.schema()).forEach(path -> found.add("unknown field \"" + path + "\""));
        return new Strict(yaml, found);
    }

    private static void report(RequestContext context, Resource resource, Strict found, Options options) {
        List<String> all = new ArrayList<>();
        switch (options.fieldValidation()) {
            case IGNORE -> {
                return;
            }
            case WARN -> all.addAll(found.yaml);
            case STRICT -> {
                if (!found.yaml.isEmpty()) {
                    all.add("yaml: unmarshal errors:\n  " + String.join("\n  ", found.yaml));
                }
            }
        }
        all.addAll(found.fields);
        if (options.fieldValidation() == Options.FieldValidation.WARN) {
            all.forEach(context.warnings()::add);
        } else if (!all.isEmpty()) {
            throw StatusException.badRequest(
                    cannotBeHandled(resource) + "strict decoding error: " + String.join(", ", all));
        }
    }

    private static String cannotBeHandled(Resource resource) {
        String kind = resource.info().kind();
        return kind + " in version \"" + resource.info().groupVersion().version() + "\" cannot be handled as a " + kind
                + ": ";
    }

    /** Before the kind's own defaults, in the served version: unknown fields go, what the schema says is filled in. */
    static void schemaDefaults(Resource resource, ObjectNode object) {
        if (resource.custom()) {
            Pruning.apply(object, resource.schema());
            Defaulting.apply(object, resource.schema());
        } else {
            dropUnknown(object, resource);
            GoForm.normalize(object, resource.schema());
        }
    }

    /** Go's types know only their own fields; at the top level that keeps strangers out of the store. */
    private static void dropUnknown(ObjectNode object, Resource resource) {
        for (String unknown : StrictFields.unknown(object, resource.schema())) {
            int from = unknown.indexOf('"');
            String path = from < 0 ? "" : unknown.substring(from + 1, unknown.lastIndexOf('"'));
            remove(object, path);
        }
    }

    /** Removes the field at a path such as {@code spec.containers[0].x}. */
    private static void remove(ObjectNode object, String path) {
        JsonNode here = object;
        String[] steps = path.split("\\.");
        for (int i = 0; i < steps.length; i++) {
            int bracket = steps[i].indexOf('[');
            String name = bracket < 0 ? steps[i] : steps[i].substring(0, bracket);
            if (i == steps.length - 1 && bracket < 0) {
                if (here instanceof ObjectNode map) {
                    map.remove(name);
                }
                return;
            }
            here = here.path(name);
            if (bracket >= 0) {
                String index = steps[i].substring(bracket + 1, steps[i].length() - 1);
                here = index.chars().allMatch(Character::isDigit)
                        ? here.path(Integer.parseInt(index))
                        : here.path(index);
            }
        }
    }

    /** What a custom resource's schema demands; built-in kinds have rules of their own. */
    static void validate(Resource resource, ObjectNode object, FieldErrors errors) {
        if (resource.custom()) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                boolean own = !List.of("apiVersion", "kind", "metadata").contains(field.getKey());
                if (own) {
                    resource.schema().property(field.getKey()).ifPresent(schema -> SchemaValidation
                            .validate(field.getValue(), schema, FieldPath.of(field.getKey()), errors));
                }
            }
            for (String required : resource.schema().required()) {
                if (Trees.isAbsent(object, required)) {
                    errors.required(FieldPath.of(required), "");
                }
            }
        }
    }

    /** As kube-apiserver would print it; in the storage version. */
    static void canonical(Resource resource, ObjectNode stored) {
        if (!resource.custom()) {
            Schema schema = Typing.asStored(resource)
                    ? resource.schema()
                    : Catalogue.builtIn().schema(resource.storageVersion().kind(resource.info().kind()));
            GoForm.normalize(stored, schema);
            GoForm.complete(stored, schema);
        }
    }
}
