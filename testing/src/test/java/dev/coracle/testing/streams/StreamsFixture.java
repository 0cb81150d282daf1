package dev.coracle.testing.streams;

import dev.coracle.api.tree.Json;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.testing.CoracleCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/** An API server over TLS, a node, and pods that are on it. */
final class StreamsFixture implements AutoCloseable {

    final Path folder;
    final ProcessNode commands;
    final TestNode node;
    final CoracleCluster cluster;
    final SSLContext tls;
    final HttpClient http;

    StreamsFixture(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        commands = new ProcessNode(folder);
        node = new TestNode(commands);
        cluster = CoracleCluster.builder().apiOnly().start();
        tls = TlsContexts.client(Optional.of(cluster.certificate().getBytes(StandardCharsets.US_ASCII)),
                Optional.empty(), Optional.empty(), false);
        http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
        Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
        post("/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}");
        post("/api/v1/nodes", "{'metadata':{'name':'node'}}");
        patch("/api/v1/nodes/node/status", "{'status':{'addresses':[{'type':'InternalIP','address':'127.0.0.1'}],"
                + "'daemonEndpoints':{'kubeletEndpoint':{'Port':" + node.port() + "}}}}");
        pod("pod");
    }

    void pod(String name) throws IOException, InterruptedException {
        post("/api/v1/namespaces/default/pods", "{'metadata':{'name':'" + name
                + "'},'spec':{'nodeName':'node','tolerations':[{'operator':'Exists'}],"
                + "'containers':[{'name':'c','image':'i'}]}}");
        patch("/api/v1/namespaces/default/pods/" + name + "/status", "{'status':{'phase':'Running',"
                + "'conditions':[{'type':'Ready','status':'True'}],'containerStatuses':[{'name':'c','ready':true,"
                + "'image':'i','imageID':'i','restartCount':0,'state':{'running':{'startedAt':'2026-01-01T00:00:00Z'}}}]}}");
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body, "application/json");
    }

    HttpResponse<String> patch(String path, String body) throws IOException, InterruptedException {
        return send("PATCH", path, body, "application/strategic-merge-patch+json");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", "application/json");
    }

    HttpResponse<String> send(String method, String path, String body, String type, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .header("Content-Type", type).header("Authorization", "Bearer " + cluster.token())
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    ObjectNode object(String path) throws IOException, InterruptedException {
        return Json.parseObject(get(path).body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        node.close();
    }
}
