package dev.coracle.apiserver.encoding;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.encoding.list.CborFrame;
import dev.coracle.apiserver.encoding.list.JsonList;
import dev.coracle.apiserver.encoding.list.ListMaker;
import dev.coracle.apiserver.encoding.list.ListMeta;
import dev.coracle.apiserver.encoding.list.TextFrame;
import dev.coracle.apiserver.heap.HeapRoom;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Maker;
import dev.coracle.apiserver.response.Making;
import dev.coracle.apiserver.response.Slice;
import dev.coracle.apiserver.response.Workbench;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.tracing.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers in what the client accepts. Plain JSON goes out as the cache's own bytes; everything else is made for the occasion. */
public final class Answers {

    private static final Slice NEWLINE = Slice.of(new byte[]{'\n'});

    private Answers() {}

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
            return new HttpResponse.Pieces(status, json(), Served.json(resource, object, NEWLINE));
        }
        try (HeapRoom.Part room = HeapRoom.ofStored().take(object.weight(type.forPeople()))) {
            return printed(status, request, type, resource, object);
        }
    }

    private static HttpResponse printed(int status, HttpRequest request, MediaType type, Resource resource,
            CachedObject object) {
        return switch (type.shape()) {
            case OBJECT -> tree(status, type, Served.tree(resource, object));
            case PARTIAL_METADATA -> tree(status, type, Partials.partial(resource, object.tree(), type.version()));
            case PARTIAL_METADATA_LIST -> throw noList(resource);
            case TABLE -> tree(status, type, table(request, type, resource, object));
        };
    }

    private static StatusException noList(Resource resource) {
        return misshaped("you requested PartialObjectMetadataList, but the requested object is not a list (*"
                + goType(resource) + ")");
    }

    /** @throws StatusException (406) for a form that single objects have, and lists have not */
    public static void checkList(MediaType type, Resource resource) {
        if (type.shape() == MediaType.Shape.PARTIAL_METADATA) {
            throw misshaped("you requested PartialObjectMetadata, but the requested object is a list (*"
                    + goType(resource) + "List)");
        }
    }

    private static StatusException misshaped(String why) {
        return new StatusException(new Status(406, Reason.NOT_ACCEPTABLE.word(), why, StatusDetails.NONE));
    }

    /** The original names its own type of the object. */
    private static String goType(Resource resource) {
        String group = resource.info().groupVersion().group();
        return resource.custom()
                ? "unstructured.Unstructured"
                : (group.isEmpty() ? "core" : group.split("\\.", 2)[0]) + "." + resource.info().kind();
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
            case JSON -> type.pretty() ? Json.pretty(tree) : newline(Json.print(tree));
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
            return listed(request, type, resource, objects, meta);
        }
    }

    private static HttpResponse listed(HttpRequest request, MediaType type, Resource resource,
            List<CachedObject> objects, ListMeta meta) {
        if (type.plainJson() && Served.asStored(resource)) {
            return jsonList(resource, objects, meta);
        }
        boolean sorted = type.shape() == MediaType.Shape.TABLE && resource.rules().rowOrder().isPresent();
        if (resource.conversion().outside() || sorted || small(objects)) {
            return wholeList(request, type, resource, objects, meta);
        }
        return Making.of(200, List.of(new HttpResponse.Header("Content-Type", type.format().contentType())),
                maker(request, type, resource, objects, meta));
    }

    /** Whether a list is not worth a place at the bench. */
    private static boolean small(List<CachedObject> objects) {
        long bytes = 0;
        for (int i = 0; i < objects.size() && i <= Workbench.FEW; i++) {
            bytes += objects.get(i).length();
        }
        return objects.size() <= Workbench.FEW && bytes <= HttpResponse.LARGE;
    }

    private static HttpResponse wholeList(HttpRequest request, MediaType type, Resource resource,
            List<CachedObject> objects, ListMeta meta) {
        return tree(200, type, switch (type.shape()) {
            case OBJECT -> listTree(resource, objects, meta);
            case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> Partials.list(resource, objects, type.version(), meta);
            case TABLE -> Tables.table(resource, type.version(), objects, meta.tree(), include(request));
        });
    }

    private static Maker maker(HttpRequest request, MediaType type, Resource resource, List<CachedObject> objects,
            ListMeta meta) {
        ObjectNode empty = switch (type.shape()) {
            case OBJECT -> listTree(resource, List.of(), meta);
            case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> Partials.list(resource, List.of(), type.version(), meta);
            case TABLE -> Tables.table(resource, type.version(), List.of(), meta.tree(), include(request));
        };
        Function<CachedObject, ObjectNode> shown = shown(request, type, resource);
        return switch (type.format()) {
            case JSON -> new ListMaker(type.pretty()
                    ? TextFrame.pretty(empty, shown)
                    : TextFrame.json(empty, shown), objects, type.pretty());
            case YAML -> new ListMaker(TextFrame.yaml(empty, shown), objects, true);
            case CBOR -> new ListMaker(new CborFrame(empty, objects.size(), shown), objects, false);
            case PROTOBUF -> Protobuf.list(empty, objects, shown,
                    type.shape() == MediaType.Shape.OBJECT && Served.asStored(resource));
        };
    }

    /** What an item looks like. */
    private static Function<CachedObject, ObjectNode> shown(HttpRequest request, MediaType type, Resource resource) {
        Tables.IncludeObject include = include(request);
        return switch (type.shape()) {
            case OBJECT -> object -> {
                ObjectNode tree = Served.tree(resource, object);
                return resource.custom() ? tree : withoutType(tree);
            };
            case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> object -> Partials.partial(resource, object.tree(),
                    type.version());
            case TABLE -> object -> Tables.row(resource, type.version(), object, include);
        };
    }

    private static HttpResponse jsonList(Resource resource, List<CachedObject> objects, ListMeta meta) {
        String head = "{\"kind\":\"" + resource.info().kind() + "List\",\"apiVersion\":\""
                + resource.info().groupVersion() + "\",\"metadata\":" + meta.json(resource.custom()) + ",\"items\":[";
        JsonList list = new JsonList(head, objects, resource.custom());
        return new HttpResponse.Pieces(200, json(), list, list.length());
    }

    private static ObjectNode meta(Resource resource, ListMeta meta) {
        return resource.custom() ? meta.customTree() : meta.tree();
    }

    private static ObjectNode withoutType(ObjectNode tree) {
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
