package dev.coracle.apiserver.authentication.jwt;

import dev.coracle.api.tree.Json;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Fetches a provider's documents over HTTPS. Bounded in time and size. Safe for use by any number of threads. */
final class ProviderClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_DOCUMENT = 1 << 20;

    private final HttpClient client;

    /** @param authorities PEM; the machine's own when empty @throws IllegalArgumentException if it is none */
    ProviderClient(Optional<String> authorities) {
        client = HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(TlsContexts.client(authorities.map(pem -> pem.getBytes(StandardCharsets.US_ASCII)),
                        Optional.empty(), Optional.empty(), false))
                .build();
    }

    ObjectNode json(String url) throws IOException {
        try {
            if (Json.parse(get(url, "")) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Said below.
        }
        throw new IOException(url + " is no JSON object");
    }

    /** @param token to show there; may be empty */
    byte[] get(String url, String token) throws IOException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<InputStream> answer = client.send(request.build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MAX_DOCUMENT + 1);
                if (answer.statusCode() != 200 || bytes.length > MAX_DOCUMENT) {
                    throw new IOException(url + " answered with status " + answer.statusCode() + " and "
                            + (bytes.length > MAX_DOCUMENT ? "too many" : bytes.length) + " bytes");
                }
                return bytes;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + url + " was fetched", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(url + " is no address: " + e.getMessage(), e);
        }
    }
}
