package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a server, as clients over the network see it. */
@Timeout(60)
class ShutdownTest {

    /** Nothing else in a server takes so long. */
    private static final Duration DELAY = Duration.ofMillis(7_777);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    private ApiServer start(Duration delay, boolean sendAway) throws IOException {
        return start(delay, sendAway, Duration.ZERO);
    }

    private ApiServer start(Duration delay, boolean sendAway, Duration watchEnding) throws IOException {
        ApiServerOptions.Timing byDefault = ApiServerOptions.Timing.DEFAULT;
        return ApiServer.start(ApiServerOptions.inMemory()
                .withServing(new ApiServerOptions.Serving(true, "127.0.0.1", 0, Optional.empty(), Optional.empty(),
                        folder, Optional.empty()))
                .withOperation(ApiServerOptions.Operation.DEFAULT
                        .withTiming(new ApiServerOptions.Timing(byDefault.request(), byDefault.watch(), 0, delay,
                                sendAway, watchEnding, Duration.ZERO))),
                clock);
    }

    private static HttpClient client() throws IOException {
        return HttpClient.newBuilder()
                .sslContext(TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true)).build();
    }

    private static HttpRequest get(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build();
    }

    private static int status(HttpClient client, int port, String path) throws IOException, InterruptedException {
        return client.send(get(port, path), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void readinessEndsFirstThenWatchesThenTheServer() throws IOException, InterruptedException {
        ApiServer server = start(DELAY, false);
        int port = server.port();
        try (HttpClient client = client()) {
            server.awaitReady();
            assertEquals(200, status(client, port, "/readyz"));
            HttpResponse<InputStream> watch = client.send(get(port, "/api/v1/configmaps?watch=true"),
                    HttpResponse.BodyHandlers.ofInputStream());
            Thread closing = Thread.ofVirtual().start(server::close);
            clock.awaitDueIn(DELAY);
            assertEquals(500, status(client, port, "/readyz"));
            assertEquals(200, status(client, port, "/livez"));
            assertEquals(200, status(client, port, "/api/v1/configmaps"), "it goes on for a while");
            assertTrue(closing.isAlive());
            clock.advance(DELAY);
            watch.body().readAllBytes(); // ends, and not by an error
            closing.join();
            assertThrows(IOException.class, () -> status(client, port, "/livez"));
        }
    }

    @Test
    void watchesEndInTheirTurnWithinTheGracePeriodAndNotByAnError() throws IOException, InterruptedException {
        ApiServer server = start(Duration.ZERO, false, Duration.ofHours(1));
        int port = server.port();
        List<HttpClient> clients = new ArrayList<>();
        List<HttpResponse<InputStream>> watches = new ArrayList<>();
        try {
            server.awaitReady();
            for (int i = 0; i < 3; i++) {
                HttpClient client = client();
                clients.add(client);
                watches.add(client.send(get(port, "/api/v1/configmaps?watch=true"),
                        HttpResponse.BodyHandlers.ofInputStream()));
            }
            server.close(); // returns long before the period is over
            for (HttpResponse<InputStream> watch : watches) {
                watch.body().readAllBytes();
            }
        } finally {
            clients.forEach(HttpClient::close);
        }
    }

    @Test
    void newRequestsAreSentAwayWhileOthersFinish() throws IOException, InterruptedException {
        try (Api api = new Api(ApiServerOptions.inMemory(), clock)) {
            api.server().awaitReady();
            api.server().gate().close();
            dev.coracle.apiserver.response.HttpResponse answer = api.raw("GET", "/api/v1/configmaps", "");
            assertEquals(429, answer.status());
            assertEquals("The apiserver is shutting down, please try again later.\n", new String(
                    dev.coracle.apiserver.response.HttpResponse.body(answer), StandardCharsets.UTF_8));
            assertTrue(answer.headers().contains(
                    new dev.coracle.apiserver.response.HttpResponse.Header("Retry-After", "5")));
            assertEquals(200, api.raw("GET", "/livez", "").status());
        }
    }
}
