package dev.coracle.client.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.health.HealthCheck;
import dev.coracle.base.health.HealthChecks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ComponentServerTest {

    @Test
    void answersForItsComponent() throws Exception {
        AtomicBoolean synced = new AtomicBoolean();
        HealthChecks ready = new HealthChecks("readyz").add("informers", HealthCheck.when(synced::get, "not yet"));
        try (ComponentServer server = new ComponentServer("127.0.0.1", 0, Optional.empty(),
                new HealthChecks("healthz"), ready); HttpClient http = HttpClient.newHttpClient()) {
            server.start();
            assertEquals("200 ok", get(http, server, "/healthz"));
            assertTrue(get(http, server, "/readyz").startsWith("500 [+]ping ok\n[-]informers failed"));
            assertEquals("200 ok", get(http, server, "/readyz?exclude=informers"));
            synced.set(true);
            assertEquals("200 [+]ping ok\n[+]informers ok\nreadyz check passed\n",
                    get(http, server, "/readyz?verbose"));
            assertEquals("404 404 page not found\n", get(http, server, "/readyz/nothing"));
            assertEquals("404 404 page not found\n", get(http, server, "/"));
            assertTrue(get(http, server, "/metrics").startsWith("200 "));
        }
    }

    private static String get(HttpClient http, ComponentServer server, String path) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
