package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls webhooks over HTTPS. A service is called at a ready endpoint of it if it has one, else at its cluster address. Connections are
 * kept for each certificate bundle and name; at most {@value #MAX_CLIENTS} of those. Safe for use by any number of threads.
 */
final class WebhookCaller implements AutoCloseable {

    private static final int MAX_CLIENTS = 64;
    private static final int MAX_ANSWER = 8 << 20;
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");

    private record Target(URI uri, String name) {}

    private final Objects objects;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    WebhookCaller(Objects objects) {
        this.objects = objects;
    }

    /** The {@code response} of the answer. @throws IOException with what went wrong, as the client gets to read it */
    ObjectNode call(Webhook webhook, ObjectNode question, String uid) throws IOException, InterruptedException {
        Target target = target(webhook);
        HttpRequest request = HttpRequest.newBuilder(target.uri).timeout(webhook.timeout())
                .header("Content-Type", "application/json").header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.print(question))).build();
        String shown = "Post \"https://" + target.name + target.uri.getPath() + "?timeout="
                + webhook.timeout().toSeconds() + "s\": ";
        try {
            HttpResponse<InputStream> answer = client(webhook, target).send(request,
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MAX_ANSWER);
                if (answer.statusCode() < 200 || answer.statusCode() > 299) {
                    throw new IOException("an error on the server (\"" + new String(bytes, 0,
                            Math.min(bytes.length, 200), java.nio.charset.StandardCharsets.UTF_8)
                            + "\") has prevented the request from succeeding");
                }
                return response(bytes, uid);
            }
        } catch (HttpTimeoutException e) {
            throw new IOException(shown + "context deadline exceeded", e);
        } catch (java.net.ConnectException e) {
            throw new IOException(shown + "dial tcp " + target.uri.getAuthority() + ": connect: connection refused", e);
        } catch (javax.net.ssl.SSLException e) {
            throw new IOException(shown + "tls: failed to verify certificate: " + e.getMessage(), e);
        }
    }

    private static ObjectNode response(byte[] bytes, String uid) throws IOException {
        ObjectNode review;
        try {
            review = Json.parse(bytes) instanceof ObjectNode object ? object : Json.object();
        } catch (JacksonException e) {
            throw new IOException("the webhook's answer is no JSON", e);
        }
        String version = Trees.string(review, "apiVersion");
        if (!version.equals("admission.k8s.io/v1") && !version.equals("admission.k8s.io/v1beta1")
                || !Trees.string(review, "kind").equals("AdmissionReview")) {
            throw new IOException(
                    "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got " + version
                            + ", Kind=" + Trees.string(review, "kind"));
        }
        ObjectNode response = Trees.object(review, "response")
                .orElseThrow(() -> new IOException("webhook response was absent"));
        if (!Trees.string(response, "uid").equals(uid)) {
            throw new IOException(
                    "expected response.uid=\"" + uid + "\", got \"" + Trees.string(response, "uid") + "\"");
        }
        return response;
    }

    private HttpClient client(Webhook webhook, Target target) throws IOException {
        String bundle = Trees.string(webhook.tree(), "clientConfig", "caBundle");
        String key = target.name + " " + bundle;
        HttpClient known = clients.get(key);
        if (known != null) {
            return known;
        }
        if (clients.size() >= MAX_CLIENTS) {
            clients.clear();
        }
        HttpClient made = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(NamedTrust.context(Base64.getMimeDecoder().decode(bundle), target.name)).build();
        clients.put(key, made);
        return made;
    }

    private Target target(Webhook webhook) throws IOException {
        String url = Trees.string(webhook.tree(), "clientConfig", "url");
        try {
            if (!url.isEmpty()) {
                URI uri = URI.create(url);
                return new Target(uri, String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", ""));
            }
            ObjectNode service = Trees.object(webhook.tree(), "clientConfig", "service")
                    .orElseThrow(() -> new IOException("the webhook has neither a URL nor a service"));
            String namespace = Trees.string(service, "namespace");
            String name = Trees.string(service, "name");
            int port = Trees.integer(service, "port").orElse(443L).intValue();
            String path = Trees.string(service, "path");
            String where = endpoint(namespace, name, port);
            return new Target(URI.create("https://" + where + (path.isEmpty() ? "/" : path)),
                    name + "." + namespace + ".svc");
        } catch (IllegalArgumentException e) {
            throw new IOException("the webhook's address can't be used: " + e.getMessage(), e);
        }
    }

    private String endpoint(String namespace, String name, int port) throws IOException {
        ObjectNode service = objects.get(SERVICES, namespace, name)
                .orElseThrow(() -> new IOException("service \"" + name + "\" not found"));
        String portName = Trees.objects(service, "spec", "ports").stream()
                .filter(p -> Trees.integer(p, "port").orElse(0L) == port).map(p -> Trees.string(p, "name")).findFirst()
                .orElseThrow(() -> new IOException("no service port " + port + " found for service \"" + name + "\""));
        for (ObjectNode slice : objects.list(SLICES, namespace)) {
            if (name.equals(Meta.labels(slice).get("kubernetes.io/service-name"))) {
                Optional<String> ready = ready(slice, portName);
                if (ready.isPresent()) {
                    return ready.get();
                }
            }
        }
        String address = Trees.string(service, "spec", "clusterIP");
        if (Trees.string(service, "spec", "type").equals("ExternalName")) {
            address = Trees.string(service, "spec", "externalName");
        }
        if (address.isEmpty() || address.equals("None")) {
            throw new IOException("no endpoints available for service \"" + name + "\"");
        }
        return bracketed(address) + ":" + port;
    }

    private static Optional<String> ready(ObjectNode slice, String portName) {
        Optional<Long> port = Trees.objects(slice, "ports").stream()
                .filter(p -> Trees.string(p, "name").equals(portName)).findFirst()
                .flatMap(p -> Trees.integer(p, "port"));
        List<ObjectNode> endpoints = Trees.objects(slice, "endpoints").stream()
                .filter(e -> Trees.at(e, "conditions", "ready").isEmpty() || Trees.bool(e, "conditions", "ready"))
                .filter(e -> !Trees.strings(e, "addresses").isEmpty()).toList();
        return port.isEmpty() || endpoints.isEmpty()
                ? Optional.empty()
                : Optional
                        .of(bracketed(Trees.strings(endpoints.getFirst(), "addresses").getFirst()) + ":" + port.get());
    }

    private static String bracketed(String address) {
        return address.indexOf(':') < 0 ? address : "[" + address + "]";
    }

    @Override
    public void close() {
        clients.clear();
    }
}
