package dev.coracle.apiserver.encoding;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.list.ListMeta;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects reduced to their metadata. Source: meta.k8s.io/v1 PartialObjectMetadata. */
final class Partials {

    private Partials() {}

    static ObjectNode partial(Resource resource, ObjectNode object, String version) {
        ObjectNode partial = Json.object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + version);
        if (object.get("metadata") instanceof ObjectNode metadata) {
            partial.set("metadata", metadata);
            resource.rules().annotationsForFields().forEach(annotation -> hide(metadata, annotation));
        }
        return partial;
    }

    private static void hide(ObjectNode metadata, String annotation) {
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(annotation);
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
    }

    static ObjectNode list(Resource resource, List<CachedObject> objects, String version, ListMeta meta) {
        ObjectNode list = Json.object();
        list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/" + version);
        list.set("metadata", meta.tree());
        ArrayNode items = list.putArray("items");
        objects.forEach(object -> items.add(partial(resource, object.tree(), version)));
        return list;
    }
}
