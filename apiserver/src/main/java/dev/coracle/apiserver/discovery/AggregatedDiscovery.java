package dev.coracle.apiserver.discovery;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.catalogue.SubresourceInfo;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All groups and resources in one document. Source: KEP-3352, apidiscovery.k8s.io/v2. */
final class AggregatedDiscovery {

    private static final String GROUP = "apidiscovery.k8s.io";
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private record Document(byte[] body, String etag, String contentType) {}

    /** What a client may ask for. @param core the core group alone, at {@code /api}; else all others, at {@code /apis} */
    private record Form(boolean core, String type, String version) {}

    private final Map<String, Map<String, Groups.Version>> groups;
    private final Map<Form, Document> made = new ConcurrentHashMap<>();

    AggregatedDiscovery(Map<String, Map<String, Groups.Version>> groups) {
        this.groups = groups;
    }

    /** The document, if the client asks for it before it asks for the old form. Made when it is first asked for. */
    Optional<HttpResponse> answer(HttpRequest request, boolean core) {
        for (String clause : String.join(",", request.headers("accept")).split(",")) {
            String wanted = clause.replace(" ", "").toLowerCase(Locale.ROOT);
            boolean protobuf = wanted.startsWith(PROTOBUF);
            if (!protobuf && !wanted.startsWith(JSON) && !wanted.startsWith("*/*")) {
                continue;
            }
            if (!wanted.contains("as=apigroupdiscoverylist")) {
                return Optional.empty();
            }
            String version = wanted.contains("v=v2beta1") ? "v2beta1" : wanted.contains("v=v2") ? "v2" : "";
            if (version.equals("v2") || version.equals("v2beta1") && !protobuf) {
                Form form = new Form(core, protobuf ? PROTOBUF : JSON, version);
                return Optional.of(answer(request, made.computeIfAbsent(form, this::document)));
            }
        }
        return Optional.empty();
    }

    private static HttpResponse answer(HttpRequest request, Document document) {
        boolean same = request.header("if-none-match").map(document.etag()::equals).orElse(false);
        HttpResponse response = same
                ? new HttpResponse.Bytes(304, List.of(), new byte[0])
                : HttpResponse.of(200, document.contentType(), document.body());
        return response.with("ETag", document.etag()).with("Vary", "Accept").with("Cache-Control", "public");
    }

    private Document document(Form form) {
        ObjectNode tree = tree(form);
        byte[] body = form.type().equals(PROTOBUF) ? ProtobufEncoder.encode(tree) : Json.print(tree);
        String etag = "\"" + HexFormat.of().withUpperCase().formatHex(Discovery.digest("SHA-512", body)) + "\"";
        return new Document(body, etag,
                form.type() + ";g=" + GROUP + ";v=" + form.version() + ";as=APIGroupDiscoveryList");
    }

    private ObjectNode tree(Form form) {
        ObjectNode tree = Json.object();
        tree.put("kind", "APIGroupDiscoveryList").put("apiVersion", GROUP + "/" + form.version());
        tree.putObject("metadata");
        ArrayNode items = tree.putArray("items");
        groups.forEach((group, versions) -> {
            if (group.isEmpty() == form.core()) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!group.isEmpty()) {
                    metadata.put("name", group);
                }
                metadata.putNull("creationTimestamp");
                ArrayNode list = item.putArray("versions");
                versions.forEach((name, one) -> list.add(
                        one.remote().orElseGet(() -> version(name, one.resources()))));
            }
        });
        return tree;
    }

    private static ObjectNode version(String name, List<Resource> resources) {
        ObjectNode tree = Json.object();
        tree.put("version", name);
        ArrayNode list = tree.putArray("resources");
        resources.forEach(resource -> list.add(resource(resource.info())));
        tree.put("freshness", "Current");
        return tree;
    }

    private static ObjectNode resource(ResourceInfo info) {
        ObjectNode tree = Json.object();
        tree.put("resource", info.resource());
        tree.set("responseKind", kind(info.groupVersionKind()));
        tree.put("scope", info.namespaced() ? "Namespaced" : "Cluster").put("singularResource", info.singular());
        putAll(tree, "verbs", new ArrayList<>(new TreeSet<>(info.verbs())));
        putAll(tree, "shortNames", info.shortNames());
        putAll(tree, "categories", info.categories());
        if (!info.subresources().isEmpty()) {
            ArrayNode parts = tree.putArray("subresources");
            info.subresources().stream().sorted(java.util.Comparator.comparing(SubresourceInfo::name)).forEach(part -> {
                ObjectNode one = parts.addObject().put("subresource", part.name());
                one.set("responseKind", kind(part.kind()));
                putAll(one, "verbs", new ArrayList<>(new TreeSet<>(part.verbs())));
            });
        }
        return tree;
    }

    private static ObjectNode kind(GroupVersionKind kind) {
        return Json.object().put("group", kind.group()).put("version", kind.version()).put("kind", kind.kind());
    }

    private static void putAll(ObjectNode tree, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = tree.putArray(name);
            values.forEach(list::add);
        }
    }
}
