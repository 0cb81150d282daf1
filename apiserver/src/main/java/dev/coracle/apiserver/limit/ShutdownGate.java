package dev.coracle.apiserver.limit;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.List;
import java.util.Optional;

/**
 * Sends new requests away while the server ends ({@code --shutdown-send-retry-after}), with a hint to come again, on another connection, so that they find
 * another server. Who asks how the server is still gets an answer. Safe for use by any number of threads.
 */
public final class ShutdownGate {

    private static final List<String> STILL_ANSWERED = List.of("/readyz", "/livez", "/healthz", "/metrics");
    private static final String RETRY_AFTER_SECONDS = "5";

    private volatile boolean closed;

    /** Sends away whoever comes from now on. */
    public void close() {
        closed = true;
    }

    /** The answer to one who is sent away. */
    public Optional<HttpResponse> refusal(HttpRequest request) {
        if (!closed || STILL_ANSWERED.stream().anyMatch(request.path()::startsWith)
                || request.header("user-agent").filter(agent -> agent.startsWith("kube-apiserver/")).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(HttpResponse.text(429, "The apiserver is shutting down, please try again later.\n")
                .with("Retry-After", RETRY_AFTER_SECONDS).with("Connection", "close"));
    }
}
