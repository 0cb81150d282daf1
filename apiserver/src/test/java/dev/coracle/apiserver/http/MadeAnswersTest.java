package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Maker;
import dev.coracle.apiserver.response.Making;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.SocketDuplex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are made while they are taken, on the wire. */
@Timeout(60)
class MadeAnswersTest {

    private static final int PIECES = 2000;
    private static final int SIZE = 10_000;

    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    @SuppressWarnings("NullAway.Init")
    private NettyServer server;

    @BeforeEach
    void start() throws IOException {
        server = NettyServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(),
                this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What does not compress. */
    private static byte[] piece(int number) {
        byte[] piece = new byte[SIZE];
        new Random(number).nextBytes(piece);
        return piece;
    }

    private final class Numbers implements Maker {
        private final int count;
        private final int broken;
        private int next;

        Numbers(int count, int broken) {
            this.count = count;
            this.broken = broken;
        }

        @Override
        public boolean next(ByteArrayOutputStream out) {
            if (next == broken) {
                throw new IllegalStateException("a piece that cannot be made, for the test");
            }
            out.writeBytes(piece(next++));
            made.set(next);
            return next < count;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private HttpResponse answer(HttpRequest request) {
        int count = request.path().equals("/small") ? 3 : PIECES;
        int broken = request.path().equals("/broken") ? PIECES / 2 : request.path().equals("/never") ? 0 : -1;
        return Making.of(200, List.of(), new Numbers(count, broken));
    }

    private Duplex ask(String method, String path, String more) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        Duplex client = new SocketDuplex(socket);
        client.output().write((method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static byte[] body(Duplex client, HttpHead head) throws IOException {
        return HttpBody.read(head, client.input(), 64 << 20);
    }

    private static byte[] whole(int count) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            whole.writeBytes(piece(i));
        }
        return whole.toByteArray();
    }

    @Test
    void wholeInChunks() throws Exception {
        try (Duplex client = ask("GET", "/", "")) {
            HttpHead head = HttpHead.read(client.input());
            assertEquals("chunked", head.first("transfer-encoding").orElse(""));
            assertArrayEquals(whole(PIECES), body(client, head));
            closed.await();
        }
    }

    @Test
    void compressedAPieceAtATime() throws Exception {
        try (Duplex client = ask("GET", "/", "Accept-Encoding: gzip\r\n")) {
            HttpHead head = HttpHead.read(client.input());
            assertEquals("gzip", head.first("content-encoding").orElse(""));
            assertArrayEquals(whole(PIECES),
                    new GZIPInputStream(new ByteArrayInputStream(body(client, head))).readAllBytes());
            closed.await();
        }
    }

    @Test
    void aSmallOneHasItsLengthAndIsNotCompressed() throws Exception {
        try (Duplex client = ask("GET", "/small", "Accept-Encoding: gzip\r\n")) {
            HttpHead head = HttpHead.read(client.input());
            assertEquals(Integer.toString(3 * SIZE), head.first("content-length").orElse(""));
            assertArrayEquals(whole(3), body(client, head));
        }
    }

    @Test
    void nobodyMakesMoreThanIsTaken() throws Exception {
        try (Duplex client = ask("GET", "/", "")) {
            HttpHead.read(client.input());
            assertTrue(made.get() < PIECES / 2, made + " pieces made for a reader that has read nothing");
        }
        closed.await(); // he has gone
        assertTrue(made.get() < PIECES);
    }

    @Test
    void theHeadAlone() throws Exception {
        try (Duplex client = ask("HEAD", "/", "")) {
            assertEquals(200, HttpHead.read(client.input()).status());
            closed.await();
        }
    }

    /** The client must be able to tell that it is not whole. */
    @Test
    void whatCannotBeMadeInTheMiddleBreaksOff() throws Exception {
        try (Duplex client = ask("GET", "/broken", "")) {
            HttpHead head = HttpHead.read(client.input());
            assertThrows(IOException.class, () -> body(client, head));
            closed.await();
        }
    }

    @Test
    void whatCannotBeMadeAtAllIsAnError() throws Exception {
        try (Duplex client = ask("GET", "/never", "")) {
            assertEquals(500, HttpHead.read(client.input()).status());
            closed.await();
        }
    }
}
