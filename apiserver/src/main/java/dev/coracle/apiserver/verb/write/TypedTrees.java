package dev.coracle.apiserver.verb.write;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.cbor.CborDecoder;
import dev.coracle.api.gotypes.ConversionCheck;
import dev.coracle.api.gotypes.GoForm;
import dev.coracle.api.gotypes.TypeCheck;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.GoText;
import dev.coracle.api.schema.Defaulting;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.check.SchemaDemands;
import dev.coracle.api.schema.StrictFields;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.apiserver.verb.option.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Walks objects by their schema: types, unknown fields, defaults, and for custom resources what their schema demands. */
public final class TypedTrees {

    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private TypedTrees() {}

    /**
     * Types, unknown and duplicate fields of what a client sent.
     *
     * @param once whether the body is known to be the object in JSON with each name once
     * @throws StatusException (400) as the client gets it
     */
    public static void check(RequestContext context, Resource resource, ObjectNode object, Options options,
            boolean once) {
        if (!resource.custom()) {
            TypeCheck.mismatch(object, resource.schema()).ifPresent(wrong -> {
                throw StatusException.badRequest(cannotBeHandled(resource) + wrong);
            });
        } else {
            metadataMismatch(object).ifPresent(wrong -> {
                throw StatusException.badRequest(cannotBeHandled(resource) + wrong);
            });
        }
        if (options.fieldValidation() == Options.FieldValidation.IGNORE && !resource.custom()) {
            return;
        }
        if (!resource.custom() && StrictFields.clean(object, resource.schema(), once)) {
            return;
        }
        PatchedBody.Found patch = PatchedBody.look(context.request(), object, options);
        report(context, cannotBeHandled(resource), strict(context, resource, object), patch, options);
    }

    /** Keys that stand twice in what is applied, told of after what its type has to say. @throws StatusException (400) if the client wants to be told so */
    public static void checkApplied(RequestContext context, Options options) {
        if (options.fieldValidation() == Options.FieldValidation.IGNORE
                || !Bodies.contentType(context.request()).endsWith("yaml")) {
            return;
        }
        List<String> twice = Yaml.duplicateKeys(context.request().body());
        if (options.fieldValidation() == Options.FieldValidation.WARN) {
            twice.forEach(context.warnings()::add);
        } else if (!twice.isEmpty()) {
            throw StatusException.badRequest("error strict decoding YAML: error converting YAML to JSON: "
                    + "yaml: unmarshal errors:\n  " + String.join("\n  ", twice));
        }
    }

    /** The same for the body of a subresource that is of another kind, which is always a built-in one; what is not known goes. */
    public static void checkPart(RequestContext context, GroupVersionKind kind, ObjectNode body, Options options) {
        Schema schema = Catalogue.builtIn().schema(kind);
        String prefix = cannotBeHandled(kind.kind(), kind.version());
        TypeCheck.mismatch(body, schema).ifPresent(wrong -> {
            throw StatusException.badRequest(prefix + wrong);
        });
        if (options.fieldValidation() != Options.FieldValidation.IGNORE) {
            report(context, prefix, builtIn(context, schema, body), PatchedBody.Found.NONE, options);
        }
        Pruning.dropUnknown(body, schema);
    }

    private static Schema objectMeta() {
        return Catalogue.builtIn().definition(OBJECT_META).orElseThrow();
    }

    /** The metadata of a custom resource is still Go's. */
    private static Optional<String> metadataMismatch(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        if (metadata.isMissingNode() || metadata.isNull()) {
            return Optional.empty();
        }
        return metadata instanceof ObjectNode meta
                ? TypeCheck.mismatch(meta, objectMeta())
                : Optional.of("json: cannot unmarshal " + metadata.getNodeType().name().toLowerCase(Locale.ROOT)
                        + " into Go value of type v1.ObjectMeta");
    }

    /** What a patch has made of an object must still be of its type. @throws StatusException (422) as the client gets it */
    public static void checkPatched(Resource resource, ObjectNode patched, PatchType type, JsonNode patch) {
        if (resource.custom()) {
            return;
        }
        if (type == PatchType.STRATEGIC) {
            ConversionCheck.mismatch(patched, resource.schema()).ifPresent(wrong -> {
                throw unfit(GoText.of(patch), wrong);
            });
        }
        TypeCheck.mismatch(patched, resource.schema()).ifPresent(wrong -> {
            throw unfit(Json.text(patched), wrong);
        });
    }

    private static StatusException unfit(String shown, String wrong) {
        FieldErrors errors = new FieldErrors();
        errors.invalid(FieldPath.of("patch"), shown, wrong);
        return StatusException.invalid(new GroupKind("", ""), "", errors);
    }

    /** @param yaml keys that stand twice, by line: they are named in one breath where the request fails for them */
    private record Strict(List<String> yaml, List<String> fields) {}

    private static Strict strict(RequestContext context, Resource resource, ObjectNode object) {
        if (!resource.custom()) {
            return builtIn(context, resource.schema(), object);
        }
        String type = Bodies.contentType(context.request());
        byte[] body = context.request().body();
        if (type.endsWith("cbor")) {
            Pruning.apply(object, resource.schema()); // in the original, too, they go without a word
            return new Strict(List.of(), List.of());
        }
        List<String> found = new ArrayList<>(type.endsWith("json") && !type.contains("json-patch")
                ? StrictFields.duplicates(body)
                : List.of());
        List<String> unknown = Pruning.apply(object, resource.schema());
        Trees.object(object, "metadata").ifPresent(meta -> Pruning.dropUnknown(meta, objectMeta())
                .forEach(name -> found.add("unknown field \"metadata." + name + "\"")));
        embedded(object, resource.schema(), "", unknown);
        unknown.stream().sorted().forEach(path -> found.add("unknown field \"" + path + "\""));
        return new Strict(type.equals("application/yaml") ? Yaml.duplicateKeys(body) : List.of(), found);
    }

    /** In the order in which the original comes upon them: as they stand in JSON, else by name. */
    private static Strict builtIn(RequestContext context, Schema schema, ObjectNode object) {
        String type = Bodies.contentType(context.request());
        byte[] body = context.request().body();
        if (type.equals("application/json")) {
            return new Strict(List.of(), StrictFields.find(body, schema));
        }
        if (type.endsWith("cbor")) {
            return new Strict(List.of(), CborDecoder.unknownField(object, schema).stream().toList());
        }
        List<String> found = new ArrayList<>(type.contains("merge-patch")
                ? StrictFields.duplicates(body)
                : List.of());
        found.addAll(StrictFields.unknown(object, schema));
        return new Strict(type.equals("application/yaml") ? Yaml.duplicateKeys(body) : List.of(), found);
    }

    /** The metadata of embedded objects is held to its type as well. */
    private static void embedded(JsonNode value, Schema schema, String path, List<String> unknown) {
        if (value instanceof ObjectNode object) {
            if (schema.embeddedResource()) {
                Trees.object(object, "metadata").ifPresent(meta -> Pruning.dropUnknown(meta, objectMeta())
                        .forEach(name -> unknown.add(path + ".metadata." + name)));
            }
            object.properties().forEach(field -> schema.child(field.getKey()).ifPresent(below -> embedded(
                    field.getValue(), below, path.isEmpty() ? field.getKey() : path + "." + field.getKey(), unknown)));
        } else if (value.isArray() && schema.items().isPresent()) {
            for (int i = 0; i < value.size(); i++) {
                embedded(value.get(i), schema.items().get(), path + "[" + i + "]", unknown);
            }
        }
    }

    private static void report(RequestContext context, String prefix, Strict found, PatchedBody.Found patch,
            Options options) {
        List<String> all = new ArrayList<>(patch.mistakes());
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
            String words = "strict decoding error: " + String.join(", ", all);
            throw patch.shown().map(shown -> unfit(shown, words))
                    .orElseGet(() -> StatusException.badRequest(prefix + words));
        }
    }

    private static String cannotBeHandled(Resource resource) {
        return cannotBeHandled(resource.info().kind(), resource.info().groupVersion().version());
    }

    private static String cannotBeHandled(String kind, String version) {
        return kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": ";
    }

    /** Before the kind's own defaults, in the served version: unknown fields go, what the schema says is filled in. */
    public static void schemaDefaults(Resource resource, ObjectNode object) {
        if (resource.custom()) {
            Pruning.apply(object, resource.schema());
            Defaulting.apply(object, resource.schema());
        } else {
            Pruning.dropUnknown(object, resource.schema());
            GoForm.normalize(object, resource.schema());
        }
    }

    /** Fields that Go always writes, so that who sends an object owns them too; in the served version. */
    static void complete(Resource resource, ObjectNode served) {
        if (!resource.custom()) {
            GoForm.complete(served, resource.schema());
        }
    }

    /** What a custom resource's schema demands; built-in kinds have rules of their own. @param old empty for a new object */
    static void validate(Resource resource, ObjectNode object, Optional<ObjectNode> old, FieldErrors errors) {
        if (resource.custom()) {
            SchemaDemands.object(object, old, resource.schema(), errors);
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
