package dev.coracle.apiserver.webhook;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.tracing.AskedStep;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls webhooks over HTTPS. Connections are kept for each certificate bundle and name; at most {@value #MAX_CLIENTS} of those. Safe for use by any number of threads.
 */
public final class WebhookCaller implements AutoCloseable {

    private static final int MAX_CLIENTS = 64;
    private static final int MAX_ANSWER = 8 << 20;

    private record Target(URI uri, String name) {}

    private final ServiceEndpoints endpoints;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    public WebhookCaller(Objects objects) {
        this.endpoints = new ServiceEndpoints(objects);
    }

    /**
     * Sends a review and reads the one that comes back.
     *
     * @param config  a clientConfig: URL or service, and whom to trust
     * @param timeout for the whole call
     * @throws IOException with what went wrong, as the client gets to read it
     */
    public ObjectNode call(ObjectNode config, Duration timeout, ObjectNode question)
            throws IOException, InterruptedException {
        Target target = target(config);
        try (Step step = AskedStep.begin("POST", target.uri)) {
            return call(config, target, timeout, question, step);
        }
    }

    private ObjectNode call(ObjectNode config, Target target, Duration timeout, ObjectNode question, Step step)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(target.uri).timeout(timeout)
                .header("Content-Type", "application/json").header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.print(question)));
        step.span().headers().forEach(builder::setHeader);
        HttpRequest request = builder.build();
        String shown = "Post \"https://" + target.name + target.uri.getPath() + "?timeout="
                + timeout.toSeconds() + "s\": ";
        long end = System.nanoTime() + timeout.toNanos();
        try {
            HttpResponse<InputStream> answer = client(config, target).send(request,
                    HttpResponse.BodyHandlers.ofInputStream());
            AskedStep.answered(step, answer.statusCode());
            return review(answer.statusCode(), read(answer.body(), Duration.ofNanos(end - System.nanoTime())));
        } catch (WrongAnswer e) {
            throw e;
        } catch (IOException e) {
            String reason = reason(target, e);
            step.span().failed(reason);
            throw new IOException(shown + reason, e);
        }
    }

    /** What a Go client would call it. */
    private static String reason(Target target, IOException e) {
        return switch (e) {
            case HttpTimeoutException late -> "context deadline exceeded";
            case java.net.ConnectException refused ->
                "dial tcp " + target.uri.getAuthority() + ": connect: connection refused";
            case javax.net.ssl.SSLException tls -> "tls: failed to verify certificate: " + tls.getMessage();
            default -> String.valueOf(e.getMessage());
        };
    }

    /** The client's own timeout ends with the head of the answer: who is slow afterwards is cut off here. */
    private static byte[] read(InputStream body, Duration left) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        Clock.Timer timer = SystemClock.instance().schedule(left, () -> {
            late.set(true);
            try {
                body.close();
            } catch (IOException gone) {
                // as it should be
            }
        });
        try (body) {
            byte[] all = body.readNBytes(MAX_ANSWER);
            if (!late.get()) {
                return all;
            }
        } catch (IOException e) {
            if (!late.get()) {
                throw e;
            }
        } finally {
            timer.cancel();
        }
        throw new HttpTimeoutException("the answer came too slowly");
    }

    /** It was reached, and what it said is of no use. */
    private static final class WrongAnswer extends IOException {
        private static final long serialVersionUID = 1;

        WrongAnswer(String message) {
            super(message);
        }
    }

    private static ObjectNode review(int status, byte[] bytes) throws WrongAnswer {
        if (status < 200 || status > 299) {
            throw new WrongAnswer("an error on the server (\""
                    + new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8)
                    + "\") has prevented the request from succeeding");
        }
        try {
            return Json.parse(bytes) instanceof ObjectNode object ? object : Json.object();
        } catch (JacksonException e) {
            throw new WrongAnswer("the webhook's answer is no JSON: " + e.getOriginalMessage());
        }
    }

    private HttpClient client(ObjectNode config, Target target) throws IOException {
        String bundle = Trees.string(config, "caBundle");
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

    private Target target(ObjectNode config) throws IOException {
        String url = Trees.string(config, "url");
        try {
            if (!url.isEmpty()) {
                URI uri = URI.create(url);
                return new Target(uri, String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", ""));
            }
            ObjectNode service = Trees.object(config, "service")
                    .orElseThrow(() -> new IOException("the webhook has neither a URL nor a service"));
            String namespace = Trees.string(service, "namespace");
            String name = Trees.string(service, "name");
            int port = Trees.integer(service, "port").orElse(443L).intValue();
            String path = Trees.string(service, "path");
            String where = endpoints.address(namespace, name, port);
            return new Target(URI.create("https://" + where + (path.isEmpty() ? "/" : path)),
                    name + "." + namespace + ".svc");
        } catch (IllegalArgumentException e) {
            throw new IOException("the webhook's address can't be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        clients.clear();
    }
}
