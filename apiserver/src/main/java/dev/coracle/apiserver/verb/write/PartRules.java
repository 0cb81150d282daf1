package dev.coracle.apiserver.verb.write;

import dev.coracle.api.meta.Meta;
import dev.coracle.apiserver.registry.Resource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a write through a subresource leaves alone. Through {@code /status} only status and, of metadata, what kube-apiserver's strategies
 * let through can be changed; other parts say for themselves what they keep.
 */
final class PartRules {

    private static final List<String> KEPT_ALWAYS = List.of("ownerReferences");
    private static final List<String> KEPT_OUTSIDE_CORE = List.of("ownerReferences", "labels");

    void keepTheRest(Writer.Request request, ObjectNode object, ObjectNode old) {
        if (!request.subresource().equals("status")) {
            return;
        }
        JsonNode status = object.get("status");
        ObjectNode metadata = Meta.of(object).deepCopy();
        for (String field : List.copyOf(object.propertyNames())) {
            object.remove(field);
        }
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            if (!field.getKey().equals("status")) {
                object.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        object.set("metadata", keptMetadata(request.resource(), metadata, Meta.of(old)));
        if (status != null) {
            object.set("status", status);
        }
    }

    private static ObjectNode keptMetadata(Resource resource, ObjectNode metadata, ObjectNode before) {
        if (resource.custom()) {
            ObjectNode kept = before.deepCopy();
            for (String field : List.of("managedFields", "resourceVersion")) {
                JsonNode value = metadata.get(field);
                if (value == null) {
                    kept.remove(field);
                } else {
                    kept.set(field, value);
                }
            }
            return kept;
        }
        boolean core = resource.info().groupVersion().group().isEmpty();
        for (String field : core ? KEPT_ALWAYS : KEPT_OUTSIDE_CORE) {
            JsonNode value = before.get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value.deepCopy());
            }
        }
        return metadata;
    }
}
