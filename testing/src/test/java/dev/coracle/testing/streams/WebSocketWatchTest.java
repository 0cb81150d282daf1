package dev.coracle.testing.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watches as clients such as fabric8's ask for them first: over a WebSocket, an event a message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class WebSocketWatchTest {

    @SuppressWarnings("NullAway.Init")
    private StreamsFixture fixture;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        fixture = new StreamsFixture(folder);
    }

    @AfterAll
    void stop() throws Exception {
        fixture.close();
    }

    private static final class Events implements WebSocket.Listener {
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedStage(null);
        }
    }

    private WebSocket watch(String query, Events events) {
        return fixture.http.newWebSocketBuilder().header("Authorization", "Bearer " + fixture.cluster.token())
                .buildAsync(URI.create(fixture.cluster.url().replace("https", "wss")
                        + "/api/v1/namespaces/default/configmaps?watch=true" + query), events)
                .join();
    }

    private void create(String name, int bytes) throws Exception {
        String body = "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"a\":\"" + "x".repeat(bytes) + "\"}}";
        int status = fixture.http.send(HttpRequest.newBuilder(URI.create(fixture.cluster.url()
                + "/api/v1/namespaces/default/configmaps")).header("Authorization", "Bearer " + fixture.cluster.token())
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                BodyHandlers.discarding()).statusCode();
        assertEquals(201, status);
    }

    @Test
    void anEventIsAMessage() throws Exception {
        Events events = new Events();
        WebSocket socket = watch("&fieldSelector=metadata.name=small", events);
        create("small", 1);
        String event = events.messages.take();
        assertTrue(event.startsWith("{\"type\":\"ADDED\",\"object\":{"), event);
        assertTrue(event.strip().endsWith("}}"), event);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void aLargeObjectIsStillOneMessage() throws Exception {
        Events events = new Events();
        watch("&fieldSelector=metadata.name=large", events);
        create("large", 900_000);
        assertTrue(events.messages.take().length() > 900_000);
    }

    @Test
    void aWatchThatIsOverSaysGoodbye() throws Exception {
        Events events = new Events();
        watch("&timeoutSeconds=1&fieldSelector=metadata.name=none", events);
        assertEquals(WebSocket.NORMAL_CLOSURE, events.closed.get());
    }

    @Test
    void whatIsRefusedIsRefusedBefore() {
        CompletionException refused = assertThrows(CompletionException.class,
                () -> watch("&labelSelector=a%20in", new Events()));
        assertEquals(400, assertInstanceOf(WebSocketHandshakeException.class, refused.getCause()).getResponse()
                .statusCode());
    }
}
