package dev.coracle.testing.streams;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.SocketDuplex;
import dev.coracle.kubelet.streaming.StreamingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A kubelet's port over TLS: streams as {@link ProcessNode} has them, logs, and answers that a kubelet should not give. */
final class TestNode implements AutoCloseable {

    private final ServerSocket listener;
    private final StreamingServer streaming;
    private final Set<Duplex> open = ConcurrentHashMap.newKeySet();
    /** Heads of the requests that it has got. */
    final List<HttpHead> heads = new CopyOnWriteArrayList<>();
    /** The lines of a log that is followed: a permit for each. */
    final Semaphore lines = new Semaphore(0);
    /** What it answers to every request to upgrade, instead of streams. */
    volatile Optional<String> answer = Optional.empty();

    TestNode(ProcessNode commands) throws IOException {
        IssuedCertificate own = CertificateAuthority.selfSigned("node", List.of("127.0.0.1"), SystemClock.instance());
        listener = TlsContexts.server(own.certificatePem().getBytes(StandardCharsets.US_ASCII),
                own.keyPem().getBytes(StandardCharsets.US_ASCII), Optional.empty()).getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        streaming = new StreamingServer(commands);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket; Duplex connection = new SocketDuplex(socket)) {
            open.add(connection);
            HttpHead head = HttpHead.read(connection.input());
            heads.add(head);
            String[] target = head.line().split(" ")[1].split("\\?", 2);
            if (answer.isPresent()) {
                connection.output().write(answer.get().getBytes(StandardCharsets.US_ASCII));
                connection.output().flush();
            } else if (StreamingServer.serves(target[0])) {
                streaming.serve(head, target[0], target.length > 1 ? target[1] : "", connection);
            } else if (target[0].startsWith("/containerLogs/")) {
                logs(connection);
            } else {
                page(head, target[0], connection);
            }
        } catch (IOException gone) {
            // as clients do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void logs(Duplex connection) throws IOException, InterruptedException {
        write(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 1; i <= 3; i++) {
            lines.acquire();
            String line = "line " + i + "\n";
            write(connection, Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");
        }
        write(connection, "0\r\n\r\n");
    }

    private static void page(HttpHead head, String path, Duplex connection) throws IOException {
        String body = "<a href=\"/next\">" + head.line() + "</a>";
        String status = path.startsWith("/redirect") ? "302 Found\r\nLocation: /elsewhere" : "200 OK";
        write(connection, "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static void write(Duplex connection, String text) throws IOException {
        connection.output().write(text.getBytes(StandardCharsets.US_ASCII));
        connection.output().flush();
    }

    /** Breaks all connections, as a node that loses power. */
    void crash() {
        open.forEach(Duplex::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        crash();
    }
}
