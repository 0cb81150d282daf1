package dev.coracle.client.wire;

import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/**
 * One request and its answer, with what every call has in common: headers, waiting when the server says
 * {@code Retry-After}, and turning refusals into exceptions.
 */
public final class Exchange implements AutoCloseable {

    public static final String JSON = "application/json";
    public static final byte[] NO_BODY = new byte[0];

    /** Above the API server's own limit of 60 s, so that its answer is what is seen. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int MAX_RETRIES = 10;
    private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(30);
    /** A refusal is read whole; more than this of one is not of use to anybody. */
    private static final int MAX_ERROR_BYTES = 1 << 20;

    private final Transport transport;
    private final Clock clock;
    private final String userAgent;

    public Exchange(Transport transport, Clock clock, String userAgent) {
        this.transport = transport;
        this.clock = clock;
        this.userAgent = userAgent;
    }

    public String fieldManager() {
        int slash = userAgent.indexOf('/');
        return slash < 0 ? userAgent : userAgent.substring(0, slash);
    }

    /** Reads the answer's body; exceptions of Jackson and of the connection are told apart by the caller. */
    public interface BodyReader<R> {
        R read(InputStream body) throws IOException;
    }

    public <R> R call(String method, String path, byte[] body, String contentType, String accept,
            BodyReader<R> reader) {
        try (Transport.Response response = open(method, path, body, contentType, accept, TIMEOUT)) {
            return reader.read(response.body());
        } catch (JacksonIOException e) {
            throw new UncheckedIOException(method + " " + path + ": the connection broke", e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new UncheckedIOException(method + " " + path + ": the answer is not what it should be: "
                    + e.getOriginalMessage(), new IOException(e));
        }
    }

    public static JsonNode readTree(InputStream body) {
        return Serialization.mapper().readTree(body);
    }

    /** The answer once its status is a success; its body is for the caller to read and to close. */
    public Transport.Response open(String method, String path, byte[] body, String contentType, String accept,
            Duration timeout) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", accept);
        headers.put("User-Agent", userAgent);
        if (body.length > 0) {
            headers.put("Content-Type", contentType);
        }
        Transport.Request request = new Transport.Request(method, path, headers, body, timeout);
        try {
            for (int retry = 0;; retry++) {
                Transport.Response response = transport.send(request);
                if (response.status() < 300) {
                    return response;
                }
                try (response) {
                    Duration wait = retryAfter(response);
                    if (wait.isZero() || retry == MAX_RETRIES) {
                        throw refusal(response);
                    }
                    clock.sleep(wait);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted in " + method + " " + path);
        }
    }

    private static Duration retryAfter(Transport.Response response) {
        if (response.status() != 429 && response.status() < 500) {
            return Duration.ZERO;
        }
        try {
            Duration wait = Duration.ofSeconds(Long.parseLong(response.header("Retry-After").orElse("0").strip()));
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    private static ApiException refusal(Transport.Response response) throws IOException {
        byte[] body = response.body().readNBytes(MAX_ERROR_BYTES);
        try {
            JsonNode tree = Serialization.mapper().readTree(body);
            if (tree.isObject()) {
                return ApiException.fromStatus(response.status(), tree);
            }
        } catch (JacksonException e) {
            // Not JSON: a proxy's page, or plain text. What it says is passed on below.
        }
        String text = new String(body, 0, Math.min(body.length, 200), java.nio.charset.StandardCharsets.UTF_8).strip();
        return new ApiException(response.status(), "", "the server answered " + response.status() + ": " + text);
    }

    @Override
    public void close() {
        transport.close();
    }
}
