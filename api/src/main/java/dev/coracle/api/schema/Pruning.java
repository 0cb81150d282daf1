package dev.coracle.api.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes what a custom resource's schema does not know. Source: apiextensions' structural pruning: fields stay where
 * {@code x-kubernetes-preserve-unknown-fields} is set, below it only as far as nothing is specified; an embedded resource keeps its
 * apiVersion, kind and metadata.
 */
public final class Pruning {

    private static final Set<String> OBJECT_FIELDS = Set.of("apiVersion", "kind", "metadata");

    private Pruning() {}

    /** Changes a whole resource in place. @return the paths of what was removed, sorted, as strict decoding names them */
    public static List<String> apply(ObjectNode object, Schema schema) {
        List<String> removed = new ArrayList<>();
        prune(object, schema, true, schema.preserveUnknownFields(), "", removed);
        removed.sort(null);
        return removed;
    }

    /** Changes a built-in's tree in place: Go's types know only their own fields. @return which have gone from the top */
    public static List<String> dropUnknown(ObjectNode object, Schema schema) {
        boolean closed = !schema.properties().isEmpty() && schema.additionalProperties().isEmpty()
                && !schema.preserveUnknownFields();
        List<String> gone = List.of();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Optional<Schema> known = schema.child(field.getKey());
            if (known.isPresent()) {
                dropBelow(field.getValue(), known.get());
            } else if (closed) {
                gone = gone.isEmpty() ? new ArrayList<>() : gone;
                gone.add(field.getKey());
            }
        }
        object.remove(gone); // most often nothing
        return gone;
    }

    private static void dropBelow(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            dropUnknown(object, schema);
        } else if (value instanceof ArrayNode array && schema.items().isPresent()) {
            array.forEach(item -> dropBelow(item, schema.items().get()));
        }
    }

    private static void prune(ObjectNode object, Schema schema, boolean resource, boolean keepUnknown, String path,
            List<String> removed) {
        List<String> gone = new ArrayList<>();
        boolean any = schema.type() == Schema.Type.ANY && schema.properties().isEmpty() && keepUnknown;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            String below = path.isEmpty() ? name : path + "." + name;
            Optional<Schema> known = schema.child(name);
            if (resource && OBJECT_FIELDS.contains(name)) {
                continue;
            }
            if (known.isPresent()) {
                descend(field.getValue(), known.get(), below, removed);
            } else if (!keepUnknown && !any) {
                gone.add(name);
                removed.add(below);
            }
        }
        object.remove(gone);
    }

    private static void descend(JsonNode value, Schema schema, String path, List<String> removed) {
        if (value instanceof ObjectNode object) {
            prune(object, schema, schema.embeddedResource(), schema.preserveUnknownFields(), path, removed);
        } else if (value instanceof ArrayNode array && schema.items().isPresent()) {
            int index = 0;
            for (JsonNode item : array) {
                descend(item, schema.items().get(), path + "[" + index++ + "]", removed);
            }
        }
    }
}
