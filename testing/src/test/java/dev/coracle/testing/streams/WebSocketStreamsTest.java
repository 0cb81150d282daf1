package dev.coracle.testing.streams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.wire.HttpHead;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over WebSocket channels by a client of our own: the fifth version is translated, older ones go through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class WebSocketStreamsTest {

    private static final String V5 = "v5.channel.k8s.io";

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

    private URI exec(String options, String... command) {
        return uri("exec?" + options + Arrays.stream(command)
                .map(word -> "&command=" + URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining()));
    }

    private URI uri(String rest) {
        return URI
                .create(fixture.cluster.url().replace("https", "wss") + "/api/v1/namespaces/default/pods/pod/" + rest);
    }

    private ChannelClient client(URI uri, String protocol) {
        return new ChannelClient(fixture.http, fixture.cluster.token(), uri, protocol, true);
    }

    private HttpHead last() {
        return fixture.node.heads.getLast();
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, "v4.channel.k8s.io", "channel.k8s.io"})
    void outputsAndTheEndComeOnTheirChannels(String protocol) throws Exception {
        try (ChannelClient client = client(exec("stdout=true&stderr=1", "sh", "-c", "echo out; echo err >&2; exit 3"),
                protocol)) {
            assertEquals(protocol, client.protocol());
            assertEquals(1000, client.closed.get());
            assertEquals("out\n", client.text(1));
            assertEquals("err\n", client.text(2));
            assertTrue(client.text(3).contains(protocol.startsWith("v")
                    ? "\"reason\":\"ExitCode\",\"message\":\"3\""
                    : "command terminated with exit code 3"), client.text(3));
            assertTrue(last().upgradesTo(protocol.equals(V5) ? "SPDY/3.1" : "websocket"));
            assertTrue(last().first("authorization").isEmpty());
        }
    }

    @Test
    void theFifthVersionClosesStdinAlone() throws Exception {
        byte[] input = new byte[8 << 20];
        new Random(7).nextBytes(input);
        try (ChannelClient client = client(exec("stdin=true&stdout=true", "cat"), V5)) {
            for (int at = 0; at < input.length; at += 1 << 20) {
                client.send(0, Arrays.copyOfRange(input, at, at + (1 << 20)));
            }
            client.closeChannel(0);
            assertEquals(1000, client.closed.get());
            assertArrayEquals(input, client.bytes(1));
            assertTrue(client.text(3).contains("\"status\":\"Success\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, "v4.channel.k8s.io"})
    void terminalsTellTheirSize(String protocol) throws Exception {
        try (ChannelClient client = client(exec("stdin=true&stdout=true&tty=true", "first-size"), protocol)) {
            client.send(4, "{\"Width\":80,\"Height\":24}");
            client.closed.get();
            assertEquals("{\"Width\":80,\"Height\":24}\r\n", client.text(1));
        }
    }

    @Test
    void aSlowReaderHoldsUpItsCommandAndNotTheServer() throws Exception {
        long before = used();
        try (ChannelClient slow = new ChannelClient(fixture.http, fixture.cluster.token(),
                exec("stdout=true", "head", "-c", "200000000", "/dev/zero"), V5, false)) {
            slow.request(20);
            slow.partArrived.acquire(20);
            try (ChannelClient quick = client(exec("stdout=true", "echo", "hi"), V5)) {
                assertEquals(1000, quick.closed.get());
                assertEquals("hi\n", quick.text(1));
            }
            long more = used() - before;
            assertTrue(more < 50 << 20, "200 MB wait, and " + more + " bytes more are in use");
            assertEquals(20, slow.parts.get());
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest
    @ValueSource(strings = {V5, "v4.channel.k8s.io"})
    void aClientThatGoesTakesItsCommandWithIt(String protocol) throws Exception {
        fixture.commands.ended.drainPermits();
        try (ChannelClient client = client(exec("stdin=true&stdout=true", "cat"), protocol)) {
            client.send(0, "hello\n");
            client.arrived.acquire(2);
            client.abort();
            fixture.commands.ended.acquire();
        }
    }

    @Test
    void aNodeThatGoesIsToldOf() throws Exception {
        try (ChannelClient client = client(exec("stdin=true&stdout=true", "cat"), V5)) {
            client.send(0, "hello\n");
            client.arrived.acquire(2);
            fixture.node.crash();
            assertEquals(1000, client.closed.get());
            assertTrue(client.text(3).contains("error reading from error stream"), client.text(3));
        }
    }

    @Test
    void aNodeThatSpeaksTheFifthVersionIsSpokenToInIt() throws Exception {
        fixture.patch("/api/v1/nodes/node/status", "{'status':{'declaredFeatures':['ExtendWebSocketsToKubelet']}}");
        try (ChannelClient client = client(exec("stdin=true&stdout=true", "cat"), V5)) {
            client.send(0, "hello\n");
            client.closeChannel(0);
            assertEquals(1000, client.closed.get());
            assertEquals("hello\n", client.text(1));
            assertTrue(last().upgradesTo("websocket"));
        } finally {
            fixture.patch("/api/v1/nodes/node/status", "{'status':{'declaredFeatures':[]}}");
        }
    }

    @Test
    void portsOverOldChannels() throws Exception {
        try (ChannelClient client = client(uri("portforward?ports=7000&ports=1"), "v4.channel.k8s.io")) {
            client.arrived.acquire(4);
            client.send(0, "ping");
            client.arrived.acquire(2);
            assertArrayEquals(new byte[]{0x58, 0x1b, 'p', 'i', 'n', 'g'}, client.bytes(0));
            assertTrue(client.text(3).endsWith("nobody listens on port 1"), client.text(3));
        }
    }

    @Test
    void aRedirectOfANodeIsNotFollowed() throws Exception {
        fixture.node.answer = Optional
                .of("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        try {
            CompletionException refused = assertThrows(CompletionException.class,
                    () -> client(exec("stdout=true", "true"), "v4.channel.k8s.io"));
            HttpResponse<?> response = refusal(refused);
            assertEquals(500, response.statusCode());
            assertTrue(response.headers().firstValue("location").isEmpty());
            ChannelClient translated = client(exec("stdout=true", "true"), V5);
            assertEquals(1000, translated.closed.get());
            assertTrue(translated.text(3).contains("unable to upgrade connection"), translated.text(3));
        } finally {
            fixture.node.answer = Optional.empty();
        }
    }

    private static HttpResponse<?> refusal(CompletionException refused) {
        return assertInstanceOf(WebSocketHandshakeException.class, refused.getCause()).getResponse();
    }

    @Test
    void whoMayOnlyLookMayNotRun() throws Exception {
        fixture.post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
                "{'metadata':{'name':'looker'},'rules':[{'apiGroups':[''],'resources':['pods/exec'],'verbs':['get']}]}");
        fixture.post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
                "{'metadata':{'name':'looker'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role',"
                        + "'name':'looker'},'subjects':[{'kind':'User','name':'eve'}]}");
        CompletionException refused = assertThrows(CompletionException.class,
                () -> fixture.http.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + fixture.cluster.token())
                        .header("Impersonate-User", "eve").subprotocols(V5)
                        .buildAsync(exec("stdout=true", "true"), new java.net.http.WebSocket.Listener() {}).join());
        assertEquals(403, refusal(refused).statusCode());
    }
}
