package dev.coracle.apiserver.audit.backend;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.access.WebhookKubeconfig;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts events to a webhook, as an EventList. A call that fails is made again up to {@value #TRIES} times in all, after pauses that begin with the initial
 * backoff and grow by half.
 */
final class WebhookBackend implements AuditBackend {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookBackend.class);
    private static final int TRIES = 5;
    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final WebhookKubeconfig target;
    private final HttpClient client;
    private final Duration backoff;
    private final Clock clock;
    private volatile boolean closed;

    private WebhookBackend(WebhookKubeconfig target, Duration backoff, Clock clock) {
        this.target = target;
        this.backoff = backoff;
        this.clock = clock;
        this.client = HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(target.tls()).build();
    }

    /** @param kubeconfig says where it is @throws IOException naming the file and what in it does not serve */
    static WebhookBackend load(Path kubeconfig, Duration backoff, Clock clock) throws IOException {
        return new WebhookBackend(WebhookKubeconfig.load(kubeconfig), backoff, clock);
    }

    @Override
    public boolean process(List<AuditEvent> events) {
        byte[] body = Json.print(list(events));
        String why = "";
        double pause = backoff.toNanos();
        try {
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                try {
                    post(body);
                    return true;
                } catch (IOException e) {
                    why = String.valueOf(e.getMessage());
                }
                if (attempt == TRIES || closed) {
                    break;
                }
                clock.sleep(Duration.ofNanos((long) (pause * (1 + ThreadLocalRandom.current().nextDouble() * JITTER))));
                pause *= GROWTH;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        }
        LOG.error("{} audit events are lost: the webhook {} doesn't take them: {}", events.size(), target.uri(), why);
        AuditMetrics.lost("webhook", events.size());
        return false;
    }

    private static ObjectNode list(List<AuditEvent> events) {
        ObjectNode list = Json.object().put("kind", "EventList").put("apiVersion", AuditEvent.VERSION);
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        for (AuditEvent event : events) {
            ObjectNode item = items.addObject();
            item.setAll(event.tree());
            item.remove(List.of("kind", "apiVersion"));
        }
        return list;
    }

    private void post(byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.uri()).timeout(TIMEOUT)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!target.authorization().isEmpty()) {
            request.header("Authorization", target.authorization());
        }
        HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() < 200 || answer.statusCode() > 299) {
            throw new IOException("it answered with status " + answer.statusCode());
        }
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }
}
