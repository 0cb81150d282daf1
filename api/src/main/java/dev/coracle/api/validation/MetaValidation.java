package dev.coracle.api.validation;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What must hold of every object's metadata. Source: apimachinery's validation of ObjectMeta. */
public final class MetaValidation {

    /** All annotations of an object together, keys and values. */
    public static final int MAX_ANNOTATION_BYTES = 256 << 10;

    private static final FieldPath META = FieldPath.of("metadata");
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");
    private static final List<String> IMMUTABLE = List.of("name", "namespace", "uid", "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private MetaValidation() {}

    /** Checks a new object. @param nameRule what a name of the kind must be */
    public static void create(ObjectNode object, boolean namespaced, Function<String, List<String>> nameRule,
            FieldErrors errors) {
        String prefix = Trees.string(object, "metadata", "generateName");
        if (!prefix.isEmpty()) {
            nameRule.apply(maskTrailingDash(prefix))
                    .forEach(wrong -> errors.invalid(META.child("generateName"), prefix, wrong));
        }
        String name = Meta.name(object);
        if (name.isEmpty()) {
            errors.required(META.child("name"), "name or generateName is required");
        } else {
            nameRule.apply(name).forEach(wrong -> errors.invalid(META.child("name"), name, wrong));
        }
        String namespace = Meta.namespace(object);
        if (!namespaced && !namespace.isEmpty()) {
            errors.forbidden(META.child("namespace"), "not allowed on this type");
        } else if (namespaced && namespace.isEmpty()) {
            errors.required(META.child("namespace"), "");
        } else if (namespaced) {
            Names.dnsLabel(namespace).forEach(wrong -> errors.invalid(META.child("namespace"), namespace, wrong));
        }
        generation(object, errors);
        whole(object, errors);
    }

    private static void generation(ObjectNode object, FieldErrors errors) {
        long generation = Trees.integer(object, "metadata", "generation").orElse(0L);
        if (generation < 0) {
            errors.invalid(META.child("generation"), generation, "must be greater than or equal to 0");
        }
    }

    /** A generated name goes on behind a dash at the end of its prefix, so that the dash is not wrong there. */
    private static String maskTrailingDash(String prefix) {
        return prefix.length() > 1 && prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 2) + "a" : prefix;
    }

    /** Checks what is in the metadata of an object that is there already, as that of a new one is checked, but for its name. */
    public static void whole(ObjectNode object, FieldErrors errors) {
        content(object, errors);
        finalizers(object, errors);
    }

    /** Checks a changed object against what it was. */
    public static void update(ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (Meta.isDeleting(old)) {
            List<String> fresh = new ArrayList<>(Meta.finalizers(object));
            fresh.removeAll(Meta.finalizers(old));
            if (!fresh.isEmpty()) {
                errors.forbidden(META.child("finalizers"),
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                                + String.join(", ", fresh.stream().map(FieldErrors::quoted).toList()) + "}");
            }
        }
        for (String field : IMMUTABLE) {
            JsonNode now = object.path("metadata").path(field);
            JsonNode before = old.path("metadata").path(field);
            if (!blank(now) || !blank(before)) {
                if (!now.equals(before)) {
                    errors.invalid(META.child(field), now.isMissingNode() ? "" : now, "field is immutable");
                }
            }
        }
        long generation = Trees.integer(object, "metadata", "generation").orElse(0L);
        if (generation < Trees.integer(old, "metadata", "generation").orElse(0L)) {
            errors.invalid(META.child("generation"), generation, "must not be decremented");
        }
        content(object, errors);
    }

    private static boolean blank(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isString() && node.stringValue().isEmpty();
    }

    private static void content(ObjectNode object, FieldErrors errors) {
        labels(Meta.labels(object), META.child("labels"), errors);
        annotations(Meta.annotations(object), META.child("annotations"), errors);
        owners(object, errors);
    }

    private static void finalizers(ObjectNode object, FieldErrors errors) {
        List<String> finalizers = Meta.finalizers(object);
        FieldPath at = META.child("finalizers");
        finalizers.forEach(
                finalizer -> Names.qualifiedName(finalizer).forEach(wrong -> errors.invalid(at, finalizer, wrong)));
        if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
            errors.invalid(at, object.path("metadata").path("finalizers"),
                    "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    /** Checks, for kinds that ask for more than a qualified name, that each finalizer is a standard one or has a domain. */
    public static void finalizerDomains(ObjectNode object, FieldErrors errors) {
        List<String> finalizers = Meta.finalizers(object);
        for (int i = 0; i < finalizers.size(); i++) {
            String finalizer = finalizers.get(i);
            if (!finalizer.contains("/") && !STANDARD_FINALIZERS.contains(finalizer)) {
                errors.invalid(META.child("finalizers").index(i), finalizer,
                        "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }

    /** Checks labels, of an object or of a template. */
    public static void labels(Map<String, String> labels, FieldPath path, FieldErrors errors) {
        labels.forEach((key, value) -> {
            Names.qualifiedName(key).forEach(wrong -> errors.invalid(path, key, wrong));
            Names.labelValue(value).forEach(wrong -> errors.invalid(path, value, wrong));
        });
    }

    /** Checks annotations, of an object or of a template. */
    public static void annotations(Map<String, String> annotations, FieldPath path, FieldErrors errors) {
        long bytes = 0;
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            Names.qualifiedName(annotation.getKey().toLowerCase(java.util.Locale.ROOT))
                    .forEach(wrong -> errors.invalid(path, annotation.getKey(), wrong));
            bytes += (long) annotation.getKey().length() + annotation.getValue().length();
        }
        if (3 * bytes > MAX_ANNOTATION_BYTES && bytesOf(annotations) > MAX_ANNOTATION_BYTES) { // a char has at most three bytes
            errors.tooLong(path, MAX_ANNOTATION_BYTES);
        }
    }

    private static long bytesOf(Map<String, String> annotations) {
        return annotations.entrySet().stream()
                .mapToLong(annotation -> annotation.getKey().getBytes(StandardCharsets.UTF_8).length
                        + (long) annotation.getValue().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private static void owners(ObjectNode object, FieldErrors errors) {
        FieldPath at = META.child("ownerReferences");
        List<String> controllers = new ArrayList<>();
        for (ObjectNode owner : Meta.ownerReferences(object)) {
            String apiVersion = Trees.string(owner, "apiVersion");
            String kind = Trees.string(owner, "kind");
            String name = Trees.string(owner, "name");
            if (apiVersion.isEmpty() || apiVersion.endsWith("/")
                    || apiVersion.indexOf('/') != apiVersion.lastIndexOf('/')) {
                errors.invalid(at.child("apiVersion"), apiVersion, "version must not be empty");
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (Trees.string(owner, field).isEmpty()) {
                    errors.invalid(at.child(field), "", "must not be empty");
                }
            }
            if (kind.equals("Event") && (apiVersion.equals("v1") || apiVersion.startsWith("events.k8s.io/"))) {
                GroupVersionKind disallowed = GroupVersion.parse(apiVersion).kind(kind);
                errors.invalid(at, owner, disallowed.group() + "/" + disallowed.version() + ", Kind=" + kind
                        + " is disallowed from being an owner");
            }
            if (Trees.bool(owner, "controller")) {
                controllers.add(kind + "/" + name);
            }
        }
        if (controllers.size() > 1) {
            errors.invalid(at, object.path("metadata").path("ownerReferences"),
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + controllers.get(0) + " and " + controllers.get(1));
        }
    }
}
