package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.Relay;
import dev.coracle.base.wire.SocketDuplex;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that want to know what a server can bear, and connections that go on after HTTP. */
@Timeout(60)
class HostileClientsTest {

    private static final int ENHANCE_YOUR_CALM = 11;

    @SuppressWarnings("NullAway.Init")
    private NettyServer server;
    private final SSLContext tls = TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true);
    private final AtomicInteger handled = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        IssuedCertificate own = CertificateAuthority.selfSigned("test", List.of("127.0.0.1"), SystemClock.instance());
        server = NettyServer.start(new InetSocketAddress("127.0.0.1", 0),
                Optional.of(new ServerTls(own.key(), own.chain(), List.of())), this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse answer(HttpRequest request) {
        handled.incrementAndGet();
        return request.upgrade().isEmpty()
                ? HttpResponse.text(200, request.path())
                : new HttpResponse.Upgrade(List.of(new HttpResponse.Header("Connection", "Upgrade"),
                        new HttpResponse.Header("Upgrade", "echo")), new Echo());
    }

    private final class Echo implements HttpResponse.Session {
        @Override
        public void run(Duplex client) throws IOException {
            Relay.copy(client.input(), client.output());
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private Duplex connect(String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", server.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{protocol});
        socket.setSSLParameters(parameters);
        return new SocketDuplex(socket);
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length).put((byte) 0).putShort((short) payload.length).put((byte) type)
                .put((byte) flags).putInt(stream).put(payload).array();
    }

    @Test
    void whoResetsRapidlyIsSentAway() throws Exception {
        try (Duplex connection = connect("h2")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(frame(4, 0, 0));
            for (int stream = 1; stream < 4000; stream += 2) {
                out.writeBytes(frame(1, 5, stream, (byte) 0x82, (byte) 0x87, (byte) 0x84, (byte) 0x41, (byte) 1,
                        (byte) 'x')); // GET https / at x
                out.writeBytes(frame(3, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8));
            }
            writeWhatIsTaken(connection, out.toByteArray());
            assertEquals(ENHANCE_YOUR_CALM, awaitGoAway(new DataInputStream(connection.input())));
            assertTrue(handled.get() < 500, handled + " of 2000 were handled");
        }
    }

    /** Meanwhile: the server may have said no and hung up before all was written. */
    private static void writeWhatIsTaken(Duplex connection, byte[] bytes) {
        Thread.ofVirtual().start(() -> {
            try {
                connection.output().write(bytes);
            } catch (IOException sentAway) {
                // as it should be
            }
        });
    }

    private static int awaitGoAway(DataInputStream in) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            if (type == 7) {
                return ByteBuffer.wrap(payload).getInt(4);
            }
        }
    }

    @Test
    void headersHaveABound() throws Exception {
        try (Duplex connection = connect("http/1.1")) {
            String head = "GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + "a".repeat(100_000) + "\r\n\r\n";
            writeWhatIsTaken(connection, head.getBytes(StandardCharsets.US_ASCII));
            assertEquals(431, HttpHead.read(connection.input()).status());
        }
    }

    @Test
    void bytesAfterAnUpgradeBelongToTheSession() throws Exception {
        try (Duplex connection = connect("http/1.1")) {
            connection.output().write(("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"
                    + "GET /smuggled HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertEquals(101, HttpHead.read(connection.input()).status());
            assertEquals("GET /smuggled HTTP/1.1\r\n\r\n",
                    new String(connection.input().readNBytes(26), StandardCharsets.US_ASCII));
            assertEquals(1, handled.get());
        }
        closed.await();
    }

    @Test
    void sessionsEndWhenTheServerStops() throws Exception {
        try (Duplex connection = connect("http/1.1")) {
            connection.output().write("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertEquals(101, HttpHead.read(connection.input()).status());
            server.close();
            assertEquals(-1, connection.input().read());
            closed.await();
        }
    }
}
