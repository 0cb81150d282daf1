package dev.coracle.client.rest;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.MetadataClient;
import dev.coracle.client.resource.ObjectList;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.WatchStream;
import dev.coracle.client.wire.Exchange;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@link MetadataClient}: the same requests, asking for PartialObjectMetadata. */
final class MetadataResource implements MetadataClient {

    private static final String ONE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private final RestResource<ObjectNode> requests;

    MetadataResource(Exchange exchange, ResourceInfo resource) {
        this.requests = new RestResource<>(exchange, resource,
                ObjectCodec.tree("meta.k8s.io/v1", "PartialObjectMetadata"), ONE, LIST);
    }

    @Override
    public Optional<ObjectNode> get(String namespace, String name) {
        return requests.get(namespace, name);
    }

    @Override
    public ObjectList<ObjectNode> list(String namespace, ListOptions options) {
        return requests.list(namespace, options);
    }

    @Override
    public ObjectNode patch(String namespace, String name, PatchType type, JsonNode patch) {
        return requests.patch(namespace, name, type, patch);
    }

    @Override
    public void delete(String namespace, String name, DeleteOptions options) {
        requests.delete(namespace, name, options);
    }

    @Override
    public WatchStream<ObjectNode> watch(String namespace, ListOptions options) {
        return requests.watch(namespace, options);
    }
}
