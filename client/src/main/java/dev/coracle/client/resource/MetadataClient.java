package dev.coracle.client.resource;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Any resource, but only the metadata of its objects: each answer is a {@code meta.k8s.io/v1 PartialObjectMetadata}. */
public interface MetadataClient {

    Optional<ObjectNode> get(String namespace, String name);

    ObjectList<ObjectNode> list(String namespace, ListOptions options);

    ObjectNode patch(String namespace, String name, PatchType type, JsonNode patch);

    void delete(String namespace, String name, DeleteOptions options);

    WatchStream<ObjectNode> watch(String namespace, ListOptions options);
}
