package dev.coracle.client.rest;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.ObjectList;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.Query;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.resource.WatchStream;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Exchange;
import dev.coracle.client.wire.Serialization;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/** {@link ResourceClient} over {@link Exchange}. */
class RestResource<T> implements ResourceClient<T> {

    private final Exchange exchange;
    private final ResourceInfo resource;
    private final ObjectCodec<T> codec;
    private final String accept;
    private final String acceptList;

    RestResource(Exchange exchange, ResourceInfo resource, ObjectCodec<T> codec) {
        this(exchange, resource, codec, Exchange.JSON, Exchange.JSON);
    }

    RestResource(Exchange exchange, ResourceInfo resource, ObjectCodec<T> codec, String accept, String acceptList) {
        this.exchange = exchange;
        this.resource = resource;
        this.codec = codec;
        this.accept = accept;
        this.acceptList = acceptList;
    }

    @Override
    public Optional<T> get(String namespace, String name) {
        try {
            return Optional.of(call("GET", path(namespace, name), Exchange.NO_BODY, Exchange.JSON));
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public ObjectList<T> list(String namespace, ListOptions options) {
        return exchange.call("GET", path(namespace, "") + options.query(false), Exchange.NO_BODY, Exchange.JSON,
                acceptList, body -> {
                    try (JsonParser parser = Serialization.mapper().createParser(body)) {
                        return ListReader.read(parser, codec);
                    }
                });
    }

    @Override
    public T create(T object) {
        return call("POST", path(namespaceOf(object), ""), Serialization.toBytes(object), Exchange.JSON);
    }

    @Override
    public T update(T object) {
        return call("PUT", path(object), Serialization.toBytes(object), Exchange.JSON);
    }

    @Override
    public T updateStatus(T object) {
        return call("PUT", path(object) + "/status", Serialization.toBytes(object), Exchange.JSON);
    }

    @Override
    public T patch(String namespace, String name, PatchType type, JsonNode patch, String... subresource) {
        StringBuilder path = new StringBuilder(path(namespace, name));
        for (String part : subresource) {
            path.append('/').append(part);
        }
        if (type == PatchType.APPLY) {
            path.append(new Query().add("fieldManager", exchange.fieldManager()).add("force", "true"));
        }
        return call("PATCH", path.toString(), Serialization.toBytes(patch), type.mediaType());
    }

    @Override
    public void delete(String namespace, String name, DeleteOptions options) {
        exchange.call("DELETE", path(namespace, name), Serialization.toBytes(options.toJson()), Exchange.JSON,
                Exchange.JSON, body -> body.skip(Long.MAX_VALUE));
    }

    @Override
    public <R> R createSubresource(String namespace, String name, String subresource, Object body, Class<R> answer) {
        return exchange.call("POST", path(namespace, name) + "/" + subresource, Serialization.toBytes(body),
                Exchange.JSON, Exchange.JSON, in -> Serialization.mapper().readValue(in, answer));
    }

    @Override
    public WatchStream<T> watch(String namespace, ListOptions options) {
        String path = path(namespace, "") + options.query(true);
        return new WatchDecoder<>(path,
                exchange.open("GET", path, Exchange.NO_BODY, Exchange.JSON, accept, Duration.ZERO), codec);
    }

    private T call(String method, String path, byte[] body, String contentType) {
        return exchange.call(method, path, body, contentType, accept, in -> {
            try (JsonParser parser = Serialization.mapper().createParser(in)) {
                return codec.readFirst(parser);
            }
        });
    }

    private String namespaceOf(T object) {
        String namespace = codec.namespace(object);
        return namespace == null ? "" : namespace;
    }

    private String path(T object) {
        String name = codec.name(object);
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a " + resource.kind() + " without a name can't be updated");
        }
        return path(namespaceOf(object), name);
    }

    private String path(String namespace, String name) {
        StringBuilder path = new StringBuilder(resource.groupVersion().group().isEmpty() ? "/api/" : "/apis/")
                .append(resource.groupVersion());
        if (!namespace.isEmpty() && resource.namespaced()) {
            path.append("/namespaces/").append(Query.escape(namespace));
        }
        path.append('/').append(resource.resource());
        if (!name.isEmpty()) {
            path.append('/').append(Query.escape(name));
        }
        return path.toString();
    }
}
