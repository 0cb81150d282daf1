package dev.coracle.apiserver.access;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A webhook that answers reviews (TokenReview, SubjectAccessReview) with their status. A call that fails in a way that may pass is made again,
 * up to {@value #TRIES} times, after pauses that grow by half. Safe for use by any number of threads.
 */
public final class ReviewWebhook {

    static final int TRIES = 5;
    private static final Duration USUAL_PAUSE = Duration.ofMillis(500);
    private static final int MAX_ANSWER = 1 << 20;

    private final WebhookKubeconfig target;
    private final HttpClient client;
    private final Duration timeout;
    private final Duration firstPause;
    private final Clock clock;

    private ReviewWebhook(WebhookKubeconfig target, Duration timeout, Duration firstPause, Clock clock) {
        this.target = target;
        this.timeout = timeout;
        this.firstPause = firstPause;
        this.clock = clock;
        this.client = HttpClient.newBuilder().connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(target.tls()).build();
    }

    /** @param kubeconfig says where it is @param timeout of one call @throws IOException naming the file and what in it does not serve */
    public static ReviewWebhook load(Path kubeconfig, Duration timeout, Clock clock) throws IOException {
        return load(kubeconfig, timeout, USUAL_PAUSE, clock);
    }

    /** As above. @param firstPause before a call is made a second time; may be zero */
    public static ReviewWebhook load(Path kubeconfig, Duration timeout, Duration firstPause, Clock clock)
            throws IOException {
        return new ReviewWebhook(WebhookKubeconfig.load(kubeconfig), timeout, firstPause, clock);
    }

    /** The review with its status filled in. @throws IOException if there is no answer that can be used; its message holds nothing of the question */
    public ObjectNode ask(ObjectNode review) throws IOException {
        byte[] question = Json.print(review);
        Duration pause = firstPause;
        for (int attempt = 1;; attempt++) {
            try {
                return once(question);
            } catch (Passing e) {
                if (attempt == TRIES) {
                    throw e;
                }
            } catch (SocketException e) {
                if (attempt == TRIES || !"Connection reset".equals(e.getMessage())) {
                    throw e;
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(3).dividedBy(2);
        }
    }

    /** An answer that says to ask again. */
    private static final class Passing extends IOException {
        private static final long serialVersionUID = 1L;

        Passing(String message) {
            super(message);
        }
    }

    private ObjectNode once(byte[] question) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.uri()).timeout(timeout)
                .header("Content-Type", "application/json").header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question));
        if (!target.authorization().isEmpty()) {
            request.header("Authorization", target.authorization());
        }
        try {
            HttpResponse<InputStream> answer = client.send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return review(answer.statusCode(), body.readNBytes(MAX_ANSWER));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the webhook " + target.uri() + " was asked", e);
        }
    }

    private ObjectNode review(int status, byte[] body) throws IOException {
        if (status == 500 || status == 429 || status == 504) {
            throw new Passing("the webhook " + target.uri() + " answered with status " + status);
        }
        if (status < 200 || status > 299) {
            throw new IOException("the webhook " + target.uri() + " answered with status " + status);
        }
        try {
            if (Json.parse(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Said below, without what it answered: that may be a secret.
        }
        throw new IOException("the webhook " + target.uri() + " answered with something that is no review");
    }

    private void sleep(Duration pause) throws IOException {
        try {
            clock.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting to ask the webhook again", e);
        }
    }

    /** The status of an answer. */
    public static Optional<ObjectNode> status(ObjectNode answer) {
        return dev.coracle.api.tree.Trees.object(answer, "status");
    }
}
