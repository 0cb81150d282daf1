package dev.coracle.apiserver.encoding;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.status.Status;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Slice;
import dev.coracle.apiserver.response.Workbench;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.storage.CachedObject;
import dev.coracle.apiserver.tracing.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers in what the client accepts. Plain JSON goes out as the cache's own bytes; everything else is made for the occasion. */
public final class Answers {

    private static final Slice COMMA_BRACE = ascii(",{");
    private static final Slice BRACE = ascii("{");
    private static final Slice COMMA = ascii(",");
    private static final Slice LIST_END = ascii("]}\n");
    private static final Slice NEWLINE = ascii("\n");

    private Answers() {}

    private static Slice ascii(String text) {
        return Slice.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static HttpResponse status(HttpRequest request, Status status) {
        return tree(status.code(), Negotiation.ofError(request), status.toTree());
    }

    /** One object in the shape that was asked for. */
    public static HttpResponse object(int status, HttpRequest request, MediaType type, Resource resource,
            CachedObject object) {
        try (Step step = serializing(request, type)) {
            return madeObject(status, request, type, resource, object);
        }
    }

    private static Step serializing(HttpRequest request, MediaType type) {
        Step step = Step.begin("SerializeObject");
        if (step.span().recorded()) {
            step.span().set("method", request.method());
            step.span().set("url", request.path());
            step.span().set("protocol", request.protocol());
            step.span().set("mediaType", type.format().contentType());
        }
        return step;
    }

    private static HttpResponse madeObject(int status, HttpRequest request, MediaType type, Resource resource,
            CachedObject object) {
        if (type.plainJson()) {
            return new HttpResponse.Pieces(status, json(), List.of(Slice.of(Served.json(resource, object)), NEWLINE));
        }
        return switch (type.shape()) {
            case OBJECT -> tree(status, type, Served.tree(resource, object));
            case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> tree(status, type,
                    Partials.partial(resource, object.tree(), type.version()));
            case TABLE -> tree(status, type, table(request, type, resource, object));
        };
    }

    static ObjectNode table(HttpRequest request, MediaType type, Resource resource, CachedObject object) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(object.revision()));
        return Tables.table(resource, type.version(), List.of(object), metadata, include(request));
    }

    private static Tables.IncludeObject include(HttpRequest request) {
        return Tables.IncludeObject.of(request.parameter("includeObject").orElse(""));
    }

    private static List<HttpResponse.Header> json() {
        return List.of(new HttpResponse.Header("Content-Type", MediaType.Format.JSON.contentType()));
    }

    /** Any tree: a Status, a Scale, a review, a discovery document. */
    public static HttpResponse tree(int status, MediaType type, ObjectNode tree) {
        byte[] body = switch (type.format()) {
            case JSON -> newline(type.pretty() ? Json.pretty(tree) : Json.print(tree));
            case YAML -> Yaml.print(tree).getBytes(StandardCharsets.UTF_8);
            case PROTOBUF -> Protobuf.encode(tree);
            case CBOR -> CborEncoder.encode(tree);
        };
        return HttpResponse.of(status, type.format().contentType(), body);
    }

    private static byte[] newline(byte[] text) {
        byte[] line = java.util.Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        return line;
    }

    /** A list in the shape that was asked for. */
    public static HttpResponse list(HttpRequest request, MediaType type, Resource resource, List<CachedObject> objects,
            ListMeta meta) {
        try (Step step = serializing(request, type)) {
            return wholeList(request, type, resource, objects, meta);
        }
    }

    private static HttpResponse wholeList(HttpRequest request, MediaType type, Resource resource,
            List<CachedObject> objects, ListMeta meta) {
        if (type.plainJson() && !resource.conversion().outside()) {
            return new HttpResponse.Pieces(200, json(), Served.asStored(resource)
                    ? jsonList(resource, objects, meta)
                    : worked(resource, objects, () -> jsonList(resource, objects, meta)));
        }
        return worked(resource, objects, () -> madeList(request, type, resource, objects, meta));
    }

    private static <T> T worked(Resource resource, List<CachedObject> objects, Supplier<T> work) {
        return objects.size() <= Workbench.FEW || resource.conversion().outside() ? work.get() : Workbench.at(work);
    }

    private static HttpResponse madeList(HttpRequest request, MediaType type, Resource resource,
            List<CachedObject> objects, ListMeta meta) {
        return switch (type.shape()) {
            case OBJECT -> tree(200, type, listTree(resource, objects, meta));
            case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> tree(200, type,
                    Partials.list(resource, objects, type.version(), meta));
            case TABLE -> tree(200, type,
                    Tables.table(resource, type.version(), objects, meta.tree(), include(request)));
        };
    }

    private static List<Slice> jsonList(Resource resource, List<CachedObject> objects, ListMeta meta) {
        List<Slice> pieces = new ArrayList<>(objects.size() * 2 + 2);
        String head = "{\"kind\":\"" + resource.info().kind() + "List\",\"apiVersion\":\""
                + resource.info().groupVersion() + "\",\"metadata\":" + Json.text(meta(resource, meta))
                + ",\"items\":[";
        pieces.add(Slice.of(head.getBytes(StandardCharsets.UTF_8)));
        boolean asStored = Served.asStored(resource);
        boolean first = true;
        for (CachedObject object : objects) {
            if (resource.custom()) {
                if (!first) {
                    pieces.add(COMMA);
                }
                pieces.add(Slice.of(Served.json(resource, object)));
            } else if (asStored) {
                pieces.add(first ? BRACE : COMMA_BRACE);
                pieces.add(object.fromMetadata());
            } else {
                if (!first) {
                    pieces.add(COMMA);
                }
                pieces.add(Slice.of(Json.print(withoutType(Served.tree(resource, object)))));
            }
            first = false;
        }
        pieces.add(LIST_END);
        return pieces;
    }

    private static ObjectNode meta(Resource resource, ListMeta meta) {
        return resource.custom() ? meta.customTree() : meta.tree();
    }

    private static JsonNode withoutType(ObjectNode tree) {
        tree.remove("kind");
        tree.remove("apiVersion");
        return tree;
    }

    private static ObjectNode listTree(Resource resource, List<CachedObject> objects, ListMeta meta) {
        ObjectNode list = Json.object();
        list.put("kind", resource.info().kind() + "List").put("apiVersion", resource.info().groupVersion().toString());
        list.set("metadata", meta(resource, meta));
        ArrayNode items = list.putArray("items");
        for (ObjectNode tree : Served.trees(resource, objects)) {
            items.add(resource.custom() ? tree : withoutType(tree));
        }
        return list;
    }
}
