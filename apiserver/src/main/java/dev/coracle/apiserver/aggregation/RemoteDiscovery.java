package dev.coracle.apiserver.aggregation;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.aggregation.extension.ExtensionClient;
import dev.coracle.apiserver.aggregation.extension.ExtensionServer;
import dev.coracle.apiserver.aggregation.extension.FrontProxyIdentity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An extension server's resources as aggregated discovery shows them: in its own words, or made from what older servers say. */
final class RemoteDiscovery {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    private final ExtensionClient client;

    RemoteDiscovery(ExtensionClient client) {
        this.client = client;
    }

    /** @throws IOException if the server can't be asked or says nothing of use */
    ObjectNode entry(ExtensionServer server) throws IOException, InterruptedException {
        ExtensionClient.Answer answer = client.get(server, "/apis", FrontProxyIdentity.AGGREGATOR,
                Map.of("accept", AGGREGATED));
        boolean aggregated = answer.status() == 200 && answer.head().header("content-type")
                .filter(type -> type.replace(" ", "").contains("as=APIGroupDiscoveryList")).isPresent();
        if (aggregated) {
            Optional<ObjectNode> found = find(parsed(answer.body()), server);
            return found.orElseGet(() -> Json.object().put("version", server.version()));
        }
        ExtensionClient.Answer list = client.get(server, server.path(), FrontProxyIdentity.AGGREGATOR,
                Map.of("accept", "application/json"));
        if (list.status() != 200) {
            throw new IOException("discovery was answered with " + list.status());
        }
        return converted(server, parsed(list.body()));
    }

    private static ObjectNode parsed(byte[] body) throws IOException {
        try {
            return Json.parseObject(body);
        } catch (JacksonException e) {
            throw new IOException("discovery is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Optional<ObjectNode> find(ObjectNode groups, ExtensionServer server) {
        return Trees.objects(groups, "items").stream()
                .filter(group -> Trees.string(group, "metadata", "name").equals(server.group()))
                .flatMap(group -> Trees.objects(group, "versions").stream())
                .filter(version -> Trees.string(version, "version").equals(server.version())).findFirst();
    }

    private static ObjectNode converted(ExtensionServer server, ObjectNode list) {
        ObjectNode entry = Json.object().put("version", server.version());
        ArrayNode resources = entry.putArray("resources");
        Map<String, ObjectNode> byName = new LinkedHashMap<>();
        for (ObjectNode old : Trees.objects(list, "resources")) {
            String[] name = Trees.string(old, "name").split("/", 2);
            if (name.length == 1) {
                ObjectNode resource = resources.addObject().put("resource", name[0]);
                resource.set("responseKind", kind(server, old));
                resource.put("scope", Trees.bool(old, "namespaced") ? "Namespaced" : "Cluster")
                        .put("singularResource", Trees.string(old, "singularName"));
                copy(old, resource, "verbs");
                copy(old, resource, "shortNames");
                copy(old, resource, "categories");
                byName.put(name[0], resource);
            }
        }
        for (ObjectNode old : Trees.objects(list, "resources")) {
            String[] name = Trees.string(old, "name").split("/", 2);
            ObjectNode parent = byName.get(name[0]);
            if (name.length == 2 && parent != null) {
                ObjectNode part = Trees.ensureArray(parent, "subresources").addObject().put("subresource", name[1]);
                part.set("responseKind", kind(server, old));
                copy(old, part, "verbs");
            }
        }
        return entry;
    }

    private static void copy(ObjectNode from, ObjectNode to, String field) {
        Trees.at(from, field).ifPresent(value -> to.set(field, value));
    }

    private static ObjectNode kind(ExtensionServer server, ObjectNode old) {
        String group = Trees.string(old, "group");
        String version = Trees.string(old, "version");
        return Json.object().put("group", version.isEmpty() ? server.group() : group)
                .put("version", version.isEmpty() ? server.version() : version)
                .put("kind", Trees.string(old, "kind"));
    }
}
