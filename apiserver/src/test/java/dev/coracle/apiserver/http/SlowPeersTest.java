package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.http.limit.Timeouts;
import dev.coracle.apiserver.http.limit.Uploads;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Slice;
import dev.coracle.base.clock.Await;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.SocketDuplex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that take their time, to send or to read: each of their ways ends, by the server's doing, and with it all that it held. */
@Timeout(60)
class SlowPeersTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int CHUNK = 1 << 20;

    private final Uploads uploads = new Uploads(4L * Uploads.FREE);
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private Optional<NettyServer> server = Optional.empty();

    @AfterEach
    void stop() {
        held.countDown();
        server.ifPresent(NettyServer::close);
    }

    private void serve(Timeouts timeouts, int connections) throws IOException {
        server = Optional
                .of(NettyServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(),
                        new Exchanges(this::answer, 0, timeouts, uploads, connections)));
    }

    private HttpResponse answer(HttpRequest request) {
        request.lifetime().whenGone(gone::countDown);
        return switch (request.path()) {
            case "/large" -> {
                request.lifetime().whenOver(over::countDown);
                yield new HttpResponse.Pieces(200, List.of(), Collections.nCopies(64, Slice.of(new byte[CHUNK])));
            }
            case "/held" -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                yield HttpResponse.text(200, "at last");
            }
            default -> HttpResponse.text(200, "ok");
        };
    }

    private Duplex connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.orElseThrow().port()));
        return new SocketDuplex(socket);
    }

    private static void say(Duplex to, String text) throws IOException {
        to.output().write(text.getBytes(StandardCharsets.US_ASCII));
        to.output().flush();
    }

    private static void assertEnds(Duplex connection) {
        try {
            while (connection.input().read() >= 0) {
                // what was on its way
            }
        } catch (IOException reset) {
            // ends it as well
        }
    }

    @Test
    void whoSaysNothingIsCutOff() throws Exception {
        serve(new Timeouts(SHORT, LONG, LONG, LONG, LONG), 100);
        try (Duplex silent = connect(); Duplex half = connect()) {
            say(half, "GET / HTTP/1.1\r\nHost: ");
            assertEnds(silent);
            assertEnds(half);
        }
    }

    @Test
    void whoSaysNothingMoreIsCutOff() throws Exception {
        serve(new Timeouts(LONG, SHORT, LONG, LONG, LONG), 100);
        try (Duplex connection = connect()) {
            say(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEnds(connection);
        }
    }

    @Test
    void halfABodyIsNotWaitedForForever() throws Exception {
        serve(new Timeouts(LONG, LONG, SHORT, LONG, LONG), 100);
        try (Duplex connection = connect()) {
            say(connection, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(150_000));
            assertEnds(connection);
        }
        awaitAllGivenBack();
    }

    @Test
    void whoDoesNotReadIsCutOff() throws Exception {
        serve(new Timeouts(LONG, LONG, LONG, SHORT, LONG), 100);
        try (Duplex connection = connect()) {
            say(connection, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            over.await();
            gone.await();
        }
    }

    @Test
    void aRequestIsOverWhenItsAnswerHasBeenTaken() throws Exception {
        serve(new Timeouts(LONG, LONG, LONG, LONG, LONG), 100);
        try (Duplex connection = connect()) {
            say(connection, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            HttpHead head = HttpHead.read(connection.input());
            assertEquals(1, over.getCount());
            assertEquals(64 * CHUNK, HttpBody.read(head, connection.input(), 65 * CHUNK).length);
            over.await();
            assertEquals(1, gone.getCount());
        }
    }

    @Test
    void aClientThatGoesIsKnownToHaveGone() throws Exception {
        serve(new Timeouts(LONG, LONG, LONG, LONG, LONG), 100);
        try (Duplex connection = connect()) {
            say(connection, "GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        gone.await();
    }

    @Test
    void largeBodiesHaveToShareAndSmallOnesGoBy() throws Exception {
        serve(new Timeouts(LONG, LONG, LONG, LONG, LONG), 100);
        try (Duplex first = connect(); Duplex second = connect(); Duplex third = connect()) {
            say(first, "POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000));
            Await.until(() -> uploads.left() <= 0);
            say(second, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
            HttpHead refused = HttpHead.read(second.input());
            assertEquals(429, refused.status());
            assertTrue(refused.first("retry-after").isPresent());
            HttpBody.read(refused, second.input(), 10_000);
            say(second, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, HttpHead.read(second.input()).status(),
                    "the connection goes on after a body without room");
            say(third, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + "x".repeat(60_000));
            assertEquals(200, HttpHead.read(third.input()).status());
            held.countDown();
            assertEquals(200, HttpHead.read(first.input()).status());
        }
        awaitAllGivenBack();
    }

    /** The peer may hear of the end of a connection before the server has cleared up after it. */
    private void awaitAllGivenBack() throws InterruptedException {
        Await.until(() -> uploads.left() == 4L * Uploads.FREE);
    }

    @Test
    void connectionsHaveABound() throws Exception {
        serve(new Timeouts(LONG, LONG, LONG, LONG, LONG), 2);
        try (Duplex first = connect(); Duplex second = connect(); Duplex third = connect()) {
            for (Duplex known : List.of(first, second)) {
                say(known, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertEquals(200, HttpHead.read(known.input()).status());
            }
            assertEnds(third);
        }
    }

    @Test
    void answersComeInTheOrderOfRequests() throws Exception {
        serve(new Timeouts(LONG, LONG, LONG, LONG, LONG), 100);
        try (Duplex connection = connect()) {
            say(connection,
                    "GET /held HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n");
            held.countDown();
            HttpHead first = HttpHead.read(connection.input());
            assertEquals("at last",
                    new String(HttpBody.read(first, connection.input(), 100), StandardCharsets.US_ASCII));
            assertEquals(200, first.status());
            assertEquals(413, HttpHead.read(connection.input()).status());
        }
    }
}
