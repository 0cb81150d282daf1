package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Slice;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import java.io.IOException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLParameters;
import java.util.HexFormat;
import java.io.OutputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class NettyServerTest {

    private SSLContext trust;
    private ServerTls tls;
    private NettyServer server;

    @BeforeAll
    void start() throws Exception {
        IssuedCertificate certificate = CertificateAuthority.selfSigned("test", List.of("localhost", "127.0.0.1"),
                SystemClock.instance());
        tls = new ServerTls(certificate.key(), certificate.chain(), List.of());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate.chain().getLast());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        trust = SSLContext.getInstance("TLS");
        trust.init(null, factory.getTrustManagers(), null);
        server = serve(NettyServerTest::answer);
    }

    private NettyServer serve(Handler handler) throws IOException {
        return NettyServer.start(new InetSocketAddress("127.0.0.1", 0), Optional.of(tls), handler);
    }

    @AfterAll
    void stop() {
        server.close(Duration.ofSeconds(1));
    }

    private static HttpResponse answer(HttpRequest request) {
        return switch (request.path()) {
            case "/echo" -> HttpResponse.of(200, "text/plain", request.body());
            case "/pieces" -> {
                List<Slice> pieces = new ArrayList<>();
                byte[] line = "0123456789".getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 100_000; i++) {
                    pieces.add(new Slice(line, i % 5, 5));
                }
                yield new HttpResponse.Pieces(200, List.of(), pieces);
            }
            case "/stream" -> new HttpResponse.Stream(200, List.of(), new Lines(3));
            case "/forever" -> new HttpResponse.Stream(200, List.of(), new Lines(Integer.MAX_VALUE));
            default -> HttpResponse.text(404, "no");
        };
    }

    /** A line for each wake until there have been enough; then it waits to be closed, or ends. */
    private static final class Lines implements ByteStream {
        private final int count;
        private int written;
        private volatile boolean closed;
        private volatile Runnable wake = () -> {};

        Lines(int count) {
            this.count = count;
        }

        @Override
        public void start(Runnable newWake) {
            wake = newWake;
        }

        @Override
        public Next drain(Sink sink, int limit) {
            if (closed || written == count) {
                return Next.END;
            }
            if (written < 3) {
                sink.write(("line " + written++ + "\n").getBytes(StandardCharsets.US_ASCII));
                return Next.MORE;
            }
            return Next.WAIT;
        }

        @Override
        public void close() {
            closed = true;
            wake.run();
        }
    }

    private HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(trust).version(version).build();
    }

    private static java.net.http.HttpRequest.Builder request(NettyServer to, String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create("https://localhost:" + to.port() + path));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void servesBothVersions(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            byte[] body = new byte[2 << 20];
            java.net.http.HttpResponse<byte[]> echo = client.send(
                    request(server, "/echo").POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                    BodyHandlers.ofByteArray());
            assertEquals(version, echo.version());
            assertArrayEquals(body, echo.body());
            assertEquals(500_000,
                    client.send(request(server, "/pieces").build(), BodyHandlers.ofByteArray()).body().length);
            assertEquals("line 0\nline 1\nline 2\n",
                    client.send(request(server, "/stream").build(), BodyHandlers.ofString()).body());
            assertEquals(404, client.send(request(server, "/none").build(), BodyHandlers.ofString()).statusCode());
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesWhatIsTooLarge(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            byte[] body = new byte[(3 << 20) + 1];
            assertEquals(413, client.send(
                    request(server, "/echo").POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                    BodyHandlers.ofString()).statusCode());
        }
    }

    @Test
    void compressesWhenAsked() throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            java.net.http.HttpResponse<InputStream> answer = client.send(
                    request(server, "/pieces").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofInputStream());
            assertEquals("gzip", answer.headers().firstValue("content-encoding").orElse(""));
            assertEquals(500_000, new GZIPInputStream(answer.body()).readAllBytes().length);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void endsStreamsAtOnceWhenItStops(HttpClient.Version version) throws Exception {
        NettyServer stopping = serve(NettyServerTest::answer);
        try (HttpClient client = client(version)) {
            java.net.http.HttpResponse<InputStream> stream = client.send(request(stopping, "/forever").build(),
                    BodyHandlers.ofInputStream());
            assertEquals("line 0", new String(stream.body().readNBytes(6), StandardCharsets.US_ASCII));
            // The JDK's client drops what nobody has read yet when a connection closes, so somebody reads.
            CompletableFuture<String> rest = new CompletableFuture<>();
            Thread reader = Thread.startVirtualThread(() -> {
                try {
                    rest.complete(new String(stream.body().readAllBytes(), StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    rest.completeExceptionally(e);
                }
            });
            Await.until(() -> reader.getState() == Thread.State.WAITING);
            stopping.close(Duration.ofSeconds(5));
            assertTrue(rest.get().startsWith("\n"), rest.get());
        }
    }

    @Test
    void saysWhyItCannotListen() {
        IOException taken = assertThrows(IOException.class, () -> NettyServer.start(
                new InetSocketAddress("127.0.0.1", server.port()), Optional.empty(), NettyServerTest::answer));
        assertTrue(String.valueOf(taken.getMessage()).contains(Integer.toString(server.port())));
    }

    /** By hand: a client library would hide that its connection was taken away. */
    @Test
    void aConnectionMayBeTakenAway() throws Exception {
        byte[] asked = HexFormat.of().parseHex("000006010500000001828487410178"); // HEADERS of stream 1: GET / https x
        byte[] settings = HexFormat.of().parseHex("000000040000000000");
        try (NettyServer leaving = NettyServer.start(new InetSocketAddress("127.0.0.1", 0), Optional.of(tls),
                NettyServerTest::answer, 1);
                SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", leaving.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[]{"h2"});
            socket.setSSLParameters(parameters);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(settings);
            out.write(asked);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            boolean goneAway = false;
            boolean answered = false;
            while (!goneAway || !answered) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.readUnsignedByte();
                in.readInt();
                in.skipNBytes(length);
                goneAway |= type == 7;
                answered |= type == 1;
            }
        }
    }
}
