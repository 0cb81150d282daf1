package dev.coracle.client.rest;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.resource.DynamicClient;
import dev.coracle.client.resource.MetadataClient;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Exchange;
import dev.coracle.client.wire.HttpTransport;
import dev.coracle.client.wire.Serialization;
import dev.coracle.client.wire.Transport;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of one Kubernetes API server. Safe for any number of threads; closing it closes its transport. */
public final class ApiClient implements AutoCloseable {

    private final Exchange exchange;
    private final ConcurrentHashMap<Class<?>, ResourceClient<?>> typed = new ConcurrentHashMap<>();

    /** @param userAgent sent with each request; the part before a slash is also the field manager of apply patches */
    public ApiClient(Transport transport, Clock clock, String userAgent) {
        this.exchange = new Exchange(transport, clock, userAgent);
    }

    /** A client over HTTPS (HTTP/2 where the server has it) with the credentials of {@code config}. */
    public static ApiClient connect(Kubeconfig config, Clock clock, String userAgent) {
        return new ApiClient(HttpTransport.connect(config), clock, userAgent);
    }

    /** The resource that a model class stands for: group, version, plural and scope come from its annotations. */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> ResourceClient<T> resources(Class<T> type) {
        return (ResourceClient<T>) typed.computeIfAbsent(type,
                t -> new RestResource<>(exchange, resourceInfo(type), ObjectCodec.typed(type)));
    }

    /** Any resource, its objects as JSON trees. */
    public DynamicClient dynamic(ResourceInfo resource) {
        return new TreeResource(exchange, resource);
    }

    /** Any resource, only the metadata of its objects. */
    public MetadataClient metadata(ResourceInfo resource) {
        return new MetadataResource(exchange, resource);
    }

    public Discovery discovery() {
        return new Discovery(exchange);
    }

    /** Any path; the answer as a tree. A refusal is an {@link ApiException}. */
    public JsonNode raw(String method, String path, Optional<JsonNode> body) {
        return raw(method, path, body, Exchange.JSON);
    }

    /** As {@link #raw(String, String, Optional)}, in a form of JSON that is named as in the header {@code Accept}, such as a table. */
    public JsonNode raw(String method, String path, Optional<JsonNode> body, String accept) {
        byte[] bytes = body.map(Serialization::toBytes).orElse(Exchange.NO_BODY);
        return exchange.call(method, path, bytes, Exchange.JSON, accept, Exchange::readTree);
    }

    /** Which resource a model class stands for, without verbs and names that only discovery knows. */
    public static <T extends HasMetadata> ResourceInfo resourceInfo(Class<T> type) {
        return new ResourceInfo(GroupVersion.parse(HasMetadata.getApiVersion(type)), HasMetadata.getPlural(type),
                HasMetadata.getSingular(type), HasMetadata.getKind(type), Namespaced.class.isAssignableFrom(type),
                Set.of(), List.of(), List.of(), List.of());
    }

    @Override
    public void close() {
        exchange.close();
    }

    /** Objects as trees: {@link RestResource} with nothing to say of its own. */
    private static final class TreeResource extends RestResource<ObjectNode> implements DynamicClient {
        TreeResource(Exchange exchange, ResourceInfo resource) {
            super(exchange, resource, ObjectCodec.tree(resource));
        }
    }
}
