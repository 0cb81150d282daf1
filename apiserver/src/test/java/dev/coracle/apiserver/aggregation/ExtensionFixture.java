package dev.coracle.apiserver.aggregation;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.Relay;
import dev.coracle.base.wire.SocketDuplex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * An extension API server over TLS: group {@code tide.example.com}, version v1, resource {@code waves}. It shows a certificate for {@code tide.sea.svc} and answers those only who
 * show one of the front proxy's.
 */
final class ExtensionFixture implements AutoCloseable {

    static final String ADDRESS = "127.0.0.9";
    private static final String AGGREGATED = """
            {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[
             {"metadata":{"name":"tide.example.com","creationTimestamp":null},"versions":[{"version":"v1","resources":[
              {"resource":"waves","responseKind":{"group":"tide.example.com","version":"v1","kind":"Wave"},
               "scope":"Namespaced","singularResource":"wave","verbs":["get","list","watch"]}]}]}]}""";
    private static final String LEGACY = """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"tide.example.com/v1","resources":[
             {"name":"waves","singularName":"wave","namespaced":true,"kind":"Wave","verbs":["get","list","watch"]}]}""";

    final CertificateAuthority authority = CertificateAuthority.create("tides", SystemClock.instance());
    /** Heads of the requests, but for what the API server asks on its own account. */
    final List<HttpHead> heads = new CopyOnWriteArrayList<>();
    /** What a watch says next; an empty text ends it, a lone dash breaks it off. */
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Set<Duplex> open = ConcurrentHashMap.newKeySet();
    private final SSLServerSocket listener;
    volatile boolean aggregated = true;
    volatile int discoveryStatus = 200;

    /** @param frontProxy PEM of the authority whose clients are answered */
    ExtensionFixture(String frontProxy, String name, int port) throws IOException {
        IssuedCertificate own = authority.issueServing(name, List.of(name));
        listener = (SSLServerSocket) TlsContexts.server(ascii(own.certificatePem()), ascii(own.keyPem()),
                Optional.of(ascii(frontProxy))).getServerSocketFactory()
                .createServerSocket(port, 50, InetAddress.getByName(ADDRESS));
        listener.setWantClientAuth(true);
        Thread.ofVirtual().start(this::accept);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int port() {
        return listener.getLocalPort();
    }

    String bundle() {
        return Base64.getEncoder().encodeToString(ascii(authority.own().certificatePem()));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve((SSLSocket) socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SSLSocket socket) {
        try (socket; Duplex connection = new SocketDuplex(socket)) {
            open.add(connection);
            while (true) {
                HttpHead head = HttpHead.read(connection.input());
                if (!known(socket)) {
                    answer(connection, "401 Unauthorized", "", "who are you?");
                    return;
                }
                byte[] body = head.first("content-length").isPresent()
                        ? HttpBody.read(head, connection.input(), 1 << 20)
                        : new byte[0];
                answer(connection, head, new String(body, StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // as clients do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean known(SSLSocket socket) {
        try {
            return socket.getSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    private void answer(Duplex connection, HttpHead head, String body) throws IOException, InterruptedException {
        String target = head.line().split(" ")[1];
        String user = head.first("x-remote-user").orElse("");
        if (!user.startsWith("system:kube-aggregator") && !user.equals("system:aggregator")) {
            heads.add(head);
        }
        switch (target) {
            case "/apis" -> answer(connection, aggregated ? "200 OK" : "406 Not Acceptable",
                    "Content-Type: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList\r\n",
                    aggregated ? AGGREGATED : "");
            case "/apis/tide.example.com/v1" -> json(connection, discoveryStatus + " Said", LEGACY);
            case "/openapi/v2" -> json(connection, "200 OK", """
                    {"swagger":"2.0","paths":{"/apis/tide.example.com/v1/waves":{"get":{}},"/apis/apps/v1/stolen":{}},
                     "definitions":{"com.example.tide.Wave":{"type":"object"}}}""");
            case "/openapi/v3" -> json(connection, "200 OK",
                    """
                            {"paths":{"apis/tide.example.com/v1":{"serverRelativeURL":"/openapi/v3/apis/tide.example.com/v1?hash=A"},
                             "apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=B"}}}""");
            case "/openapi/v3/apis/tide.example.com/v1?hash=A" -> json(connection, "200 OK", "{\"openapi\":\"3.0.0\"}");
            default -> resource(connection, head, target.substring(target.lastIndexOf('/') + 1), body);
        }
    }

    private void resource(Duplex connection, HttpHead head, String last, String body)
            throws IOException, InterruptedException {
        switch (last) {
            case "redirected" -> answer(connection, "302 Found", "Location: https://127.0.0.1:1/away\r\n", "");
            case "stalled" -> Thread.currentThread().join(); // for ever
            case "upgraded" -> {
                connection.output().write(
                        ascii("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"));
                Relay.copy(connection.input(), connection.output());
            }
            case "waves?watch=true" -> watch(connection);
            default -> json(connection, "200 OK", "{\"kind\":\"Wave\",\"body\":\"" + body.replace("\"", "'")
                    + "\",\"line\":\"" + head.line() + "\"}");
        }
    }

    private void watch(Duplex connection) throws IOException, InterruptedException {
        connection.output().write(ascii(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
        while (true) {
            String event = events.take();
            if (event.equals("-")) {
                throw new IOException("broken off on purpose");
            }
            connection.output().write(ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n"));
            if (event.isEmpty()) {
                return;
            }
        }
    }

    private static void json(Duplex connection, String status, String body) throws IOException {
        answer(connection, status, "Content-Type: application/json\r\n", body);
    }

    private static void answer(Duplex connection, String status, String headers, String body) throws IOException {
        connection.output().write(ascii("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length()
                + "\r\n\r\n" + body));
        connection.output().flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Duplex::close);
    }
}
