package dev.coracle.apiserver.openapi;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.protobuf.OpenApiEncoder;
import dev.coracle.api.protobuf.SwaggerEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.Verbs;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /openapi/v2} and what is below {@code /openapi/v3}, as JSON or protobuf. Documents are made when they are first asked
 * for and kept until the resources that they tell of have changed.
 */
public final class OpenApi implements Function<RequestContext, Optional<HttpResponse>> {

    /** What Go clients ask for, and what they are then told they get; the sign @ may not stand in a Content-Type. */
    private static final String PROTOBUF = "application/com.github.proto-openapi.spec.%s.v1.0+protobuf";
    private static final String OLD_PROTOBUF = "application/com.github.proto-openapi.spec.%s@v1.0+protobuf";
    private static final String JSON = "application/json";
    /** What the original calls its list of documents, though it is JSON. */
    private static final String TEXT = "text/plain; charset=utf-8";

    @SuppressWarnings("ArrayRecordComponent")
    private record Document(List<Resource> of, long remote, byte[] body, String hash) {}

    private final Resources resources;
    private final RemoteDocuments remote;
    private final Map<String, Document> known = new ConcurrentHashMap<>();

    /** @param remote what servers behind this one say */
    public OpenApi(Resources resources, RemoteDocuments remote) {
        this.resources = resources;
        this.remote = remote;
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        String path = request.path();
        if (!path.equals("/openapi/v2") && !path.equals("/openapi/v3") && !path.startsWith("/openapi/v3/")) {
            return Optional.empty();
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw Verbs.notAllowed();
        }
        if (path.equals("/openapi/v2") && takesProtobuf(request, "v2")) {
            Document document = document("protobuf", Form.V2, resources.all(), SwaggerEncoder::encode);
            return Optional.of(answer(request, document, PROTOBUF.formatted("v2")));
        }
        boolean protobuf = takesProtobuf(request, "v3") && path.startsWith("/openapi/v3/");
        if (!protobuf && !takesJson(request) && !path.equals("/openapi/v3")) { // the list of documents is JSON, whatever is asked for
            return Optional.of(HttpResponse.text(406, "only application/json is served here\n"));
        }
        if (path.equals("/openapi/v2")) {
            return Optional.of(answer(request, document(path, Form.V2, resources.all(), Json::print), JSON));
        }
        Map<String, List<Resource>> versions = versions();
        known.keySet().removeIf(name -> name.startsWith("api") && !versions.containsKey(name));
        if (path.equals("/openapi/v3")) {
            return Optional.of(HttpResponse.of(200, TEXT, Json.print(root(versions))));
        }
        String name = path.substring("/openapi/v3/".length());
        if (remote.third().containsKey(name)) {
            String target = path + (request.query().isEmpty() ? "" : "?" + request.query());
            return remote.third(name, target, request.header("if-none-match").orElse(""));
        }
        List<Resource> here = versions.get(name);
        if (here == null) {
            return Optional.empty();
        }
        return Optional.of(protobuf
                ? answer(request, inProtobuf(version3(name, here)), PROTOBUF.formatted("v3"))
                : answer(request, version3(name, here), JSON));
    }

    /** Seldom asked for, and so not kept; known by the hash of the JSON, as in the original. */
    private static Document inProtobuf(Document json) {
        return new Document(json.of(), json.remote(), OpenApiEncoder.encode(Json.parseObject(json.body())),
                json.hash());
    }

    /** Whether protobuf is asked for, and before JSON. */
    private static boolean takesProtobuf(HttpRequest request, String version) {
        String accept = String.join(",", request.headers("accept")).toLowerCase(Locale.ROOT);
        int protobuf = Math.max(accept.indexOf(PROTOBUF.formatted(version)),
                accept.indexOf(OLD_PROTOBUF.formatted(version)));
        int json = accept.indexOf(JSON);
        return protobuf >= 0 && (json < 0 || protobuf < json);
    }

    private static boolean takesJson(HttpRequest request) {
        String accept = String.join(",", request.headers("accept")).toLowerCase(Locale.ROOT);
        return accept.isBlank() || accept.contains(JSON) || accept.contains("*/*")
                || accept.contains("application/*");
    }

    private Map<String, List<Resource>> versions() {
        Map<String, List<Resource>> versions = new LinkedHashMap<>();
        for (Resource resource : resources.all()) {
            GroupVersion version = resource.info().groupVersion();
            versions.computeIfAbsent((version.group().isEmpty() ? "api/" : "apis/") + version,
                    key -> new java.util.ArrayList<>()).add(resource);
        }
        return versions;
    }

    private ObjectNode root(Map<String, List<Resource>> versions) {
        ObjectNode root = Json.object();
        ObjectNode paths = root.putObject("paths");
        versions.forEach((name, here) -> paths.putObject(name).put("serverRelativeURL",
                "/openapi/v3/" + name + "?hash=" + version3(name, here).hash()));
        remote.third().forEach((name, url) -> paths.putObject(name).put("serverRelativeURL", url));
        return root;
    }

    private Document version3(String name, List<Resource> of) {
        return document(name, Form.V3, of, Json::print);
    }

    private Document document(String name, Form form, List<Resource> of, Function<ObjectNode, byte[]> print) {
        Document before = known.get(name);
        long remoteVersion = form == Form.V2 ? remote.version() : 0;
        if (before != null && before.remote() == remoteVersion && same(before.of(), of)) {
            return before;
        }
        ObjectNode tree = made(form, of);
        if (form == Form.V2) {
            remote.second().forEach(document -> MergedSwagger.add(tree, document));
        }
        byte[] body = print.apply(tree);
        Document made = new Document(List.copyOf(of), remoteVersion, body, hash(body));
        known.put(name, made);
        return made;
    }

    /** Resources are made anew whenever anything about them changes. */
    private static boolean same(List<Resource> one, List<Resource> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode made(Form form, List<Resource> of) {
        Definitions definitions = new Definitions(form, of);
        Paths paths = new Paths(form, definitions);
        ObjectNode tree = Json.object();
        tree.put(form == Form.V2 ? "swagger" : "openapi", form == Form.V2 ? "2.0" : "3.0.0");
        tree.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
        ObjectNode items = tree.putObject("paths");
        of.forEach(resource -> paths.putInto(items, resource));
        definitions.putInto(form == Form.V2
                ? Trees.ensureObject(tree, "definitions")
                : Trees.ensureObject(tree, "components", "schemas"));
        return tree;
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-512").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    private static HttpResponse answer(HttpRequest request, Document document, String type) {
        String etag = "\"" + document.hash() + "\"";
        boolean same = request.header("if-none-match").map(etag::equals).orElse(false);
        HttpResponse response = same
                ? HttpResponse.of(304, type, new byte[0])
                : HttpResponse.of(200, type, document.body());
        if (request.parameter("hash").map(document.hash()::equals).orElse(false)) {
            response = response.with("Cache-Control", "public, immutable");
        }
        return response.with("ETag", etag).with("Vary", "Accept");
    }
}
