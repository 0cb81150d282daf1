package dev.coracle.apiserver.aggregation;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.aggregation.extension.ExtensionClient;
import dev.coracle.apiserver.aggregation.extension.ExtensionServer;
import dev.coracle.apiserver.aggregation.extension.ExtensionServers;
import dev.coracle.apiserver.discovery.RemoteVersions;
import dev.coracle.apiserver.openapi.RemoteDocuments;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.response.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What extension servers say of themselves, for this server's discovery and OpenAPI. Who doesn't answer is told as stale. */
final class RemoteGroups implements RemoteVersions, RemoteDocuments {

    private final Objects objects;
    private final ExtensionServers servers;
    private final Surveys surveys;
    private final ExtensionClient client;

    RemoteGroups(Objects objects, ExtensionServers servers, Surveys surveys, ExtensionClient client) {
        this.objects = objects;
        this.servers = servers;
        this.surveys = surveys;
        this.client = client;
    }

    @Override
    public long version() {
        return surveys.version() + objects.version(ExtensionServers.API_SERVICES); // neither ever goes back
    }

    @Override
    public List<RemoteVersion> all() {
        return servers.all().stream().map(server -> new RemoteVersion(server.group(), server.version(),
                server.groupPriority(), server.versionPriority(), entry(server))).toList();
    }

    private ObjectNode entry(ExtensionServer server) {
        Optional<Survey> survey = surveys.of(server);
        ObjectNode entry = survey.flatMap(Survey::entry).map(ObjectNode::deepCopy)
                .orElseGet(() -> Json.object().put("version", server.version()));
        boolean fresh = survey.filter(s -> s.fault().isEmpty() && s.entry().isPresent()).isPresent();
        return entry.put("freshness", fresh ? "Current" : "Stale");
    }

    @Override
    public List<Swagger> second() {
        List<Swagger> documents = new ArrayList<>();
        servers.all().forEach(server -> surveys.of(server).flatMap(Survey::openApi2)
                .ifPresent(document -> documents.add(new Swagger(server.path() + "/", document.tree()))));
        return documents;
    }

    @Override
    public Map<String, String> third() {
        Map<String, String> urls = new TreeMap<>();
        servers.all().forEach(server -> surveys.of(server).flatMap(Survey::openApi3)
                .ifPresent(url -> urls.put(server.path().substring(1), url)));
        return urls;
    }

    @Override
    public Optional<HttpResponse> third(String name, String target, String etag) {
        Optional<ExtensionServer> server = servers.of(List.of(name.split("/")))
                .filter(found -> found.path().equals("/" + name));
        if (server.isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<String, String> headers = new TreeMap<>(Map.of("accept", "application/json"));
            if (!etag.isEmpty()) {
                headers.put("if-none-match", etag);
            }
            ExtensionClient.Answer answer = client.get(server.get(), target, RemoteOpenApi.ASKING, headers);
            return answer.status() == 200 || answer.status() == 304
                    ? Optional.of(response(answer))
                    : Optional.of(HttpResponse.text(503, "the extension server answered " + answer.status() + "\n"));
        } catch (IOException e) {
            return Optional.of(HttpResponse.text(503, "error trying to reach service: " + e.getMessage() + "\n"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(HttpResponse.text(503, "the server is stopping\n"));
        }
    }

    private static HttpResponse response(ExtensionClient.Answer answer) {
        Upstream.Answer head = answer.head();
        HttpResponse response = HttpResponse.of(answer.status(), "application/json", answer.body()).with("Vary",
                "Accept");
        return head.header("etag").map(tag -> response.with("ETag", tag)).orElse(response);
    }
}
