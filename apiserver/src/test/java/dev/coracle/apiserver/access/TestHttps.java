package dev.coracle.apiserver.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody outside over HTTPS on loopback, whose answers can be changed at any time. */
public final class TestHttps implements AutoCloseable {

    /** @param headers by lower-case name, the first value of each */
    public record Question(String path, Map<String, String> headers, String body) {}

    public record Answer(int status, String body) {}

    /** What is said at a path. */
    @FunctionalInterface
    public interface Page {
        Answer answer(Question question);
    }

    private final CertificateAuthority authority = CertificateAuthority.create("outside", SystemClock.instance());
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> visits = new ConcurrentHashMap<>();
    private final HttpsServer server;

    public TestHttps() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        IssuedCertificate own = authority.issueServing("outside", List.of("127.0.0.1"));
        server.setHttpsConfigurator(new HttpsConfigurator(
                TlsContexts.server(own.certificatePem().getBytes(StandardCharsets.US_ASCII),
                        own.keyPem().getBytes(StandardCharsets.US_ASCII), Optional.empty())));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
        String path = exchange.getRequestURI().getPath();
        visits.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
        Answer answer = pages.getOrDefault(path, question -> new Answer(404, "")).answer(new Question(path, headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public void page(String path, Page page) {
        pages.put(path, page);
    }

    public int visits(String path) {
        return visits.getOrDefault(path, new AtomicInteger()).get();
    }

    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** PEM of who vouches for it. */
    public String authorities() {
        return authority.own().certificatePem();
    }

    /** A kubeconfig that leads to a path of it, with a token. */
    public String kubeconfig(String path, String token) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: hook, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: me, user: {token: %s}}]
                contexts: [{name: here, context: {cluster: hook, user: me}}]
                current-context: here
                """.formatted(url() + path, java.util.Base64.getEncoder()
                .encodeToString(authorities().getBytes(StandardCharsets.US_ASCII)), token);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
