package dev.coracle.api.apply;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.Shape;
import dev.coracle.api.apply.merge.Checker;
import dev.coracle.api.apply.merge.Comparer;
import dev.coracle.api.apply.merge.Comparison;
import dev.coracle.api.apply.merge.OwnedFields;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The annotation in which client-side {@code kubectl apply} keeps what it applied. */
final class LastApplied {

    static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

    /** All annotations of an object together. Source: apimachinery's validation. */
    private static final int MAX_ANNOTATIONS = 256 * 1024;

    private LastApplied() {}

    /** What was applied and is so still; empty if the object was not applied by a client, or in another version. */
    static Optional<FieldSet> unchanged(ObjectNode live, String apiVersion, Shape shape) {
        String text = Trees.string(live, "metadata", "annotations", ANNOTATION);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode last = Json.parse(text.getBytes(StandardCharsets.UTF_8));
            if (!(last instanceof ObjectNode tree) || !Trees.string(tree, "apiVersion").equals(apiVersion)
                    || Checker.check(tree, shape).isPresent()) {
                return Optional.empty();
            }
            Comparison since = Comparer.compare(tree, live, shape);
            return Optional.of(OwnedFields.of(tree, shape).difference(since.modified()).difference(since.added())
                    .difference(since.removed()));
        } catch (JacksonException | ListItems.Unnameable e) {
            return Optional.empty();
        }
    }

    /** Brings the annotation of {@code object}, if it has one, up to date with what was applied on the server. */
    static void refresh(ObjectNode object, ObjectNode applied) {
        Optional<ObjectNode> annotations = Trees.object(object, "metadata", "annotations");
        if (annotations.isEmpty() || Trees.string(annotations.get(), ANNOTATION).isEmpty()) {
            return;
        }
        ObjectNode config = applied.deepCopy();
        Trees.object(config, "metadata", "annotations").ifPresent(own -> {
            own.remove(ANNOTATION);
            if (own.isEmpty()) {
                Trees.object(config, "metadata").ifPresent(metadata -> metadata.remove("annotations"));
            }
        });
        annotations.get().put(ANNOTATION, Json.text(sorted(config)) + "\n");
        if (size(annotations.get()) > MAX_ANNOTATIONS) {
            annotations.get().remove(ANNOTATION);
        }
    }

    private static int size(ObjectNode annotations) {
        int size = 0;
        for (var annotation : annotations.properties()) {
            size += annotation.getKey().getBytes(StandardCharsets.UTF_8).length
                    + annotation.getValue().asString("").getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    /** With the fields of all objects in order, as clients print them. */
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return Json.object().setAll(fields);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(item -> copy.add(sorted(item)));
            return copy;
        }
        return node;
    }
}
