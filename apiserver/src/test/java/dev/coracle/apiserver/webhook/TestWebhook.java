package dev.coracle.apiserver.webhook;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/** A webhook over HTTPS on loopback, also by the name {@code hook.ns.svc}. What it answers can be changed at any time. */
public final class TestWebhook implements AutoCloseable {

    private final CertificateAuthority authority = CertificateAuthority.create("hooks", SystemClock.instance());
    private final AtomicInteger questions = new AtomicInteger();
    private final List<Headers> heads = new CopyOnWriteArrayList<>();
    private final HttpsServer server;
    private volatile UnaryOperator<ObjectNode> answer;
    private volatile Optional<CountDownLatch> stall = Optional.empty();

    /** @param answer from one review to the other */
    public TestWebhook(UnaryOperator<ObjectNode> answer) throws IOException {
        this.answer = answer;
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        IssuedCertificate own = authority.issueServing("hook", List.of("127.0.0.1", "hook.ns.svc"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(java.security.cert.Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void answer(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        heads.add(exchange.getRequestHeaders());
        byte[] body = Json.print(answer.apply(Json.parseObject(exchange.getRequestBody().readAllBytes())));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, 1);
        exchange.getResponseBody().flush();
        stall.ifPresent(TestWebhook::await);
        exchange.getResponseBody().write(body, 1, body.length - 1);
        exchange.close();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on an answer begins at once, and goes on only when the latch is open. */
    public void stallsInTheMidst(CountDownLatch end) {
        stall = Optional.of(end);
    }

    public void answers(UnaryOperator<ObjectNode> newAnswer) {
        answer = newAnswer;
    }

    /** A review of the same kind that carries the response and the question's uid. */
    public static ObjectNode review(ObjectNode question, ObjectNode response) {
        response.put("uid", Trees.string(question, "request", "uid"));
        return Json.object().put("apiVersion", Trees.string(question, "apiVersion"))
                .put("kind", Trees.string(question, "kind")).set("response", response);
    }

    /** How often it was asked. */
    public int questions() {
        return questions.get();
    }

    /** The values of a header in all questions that had it. */
    public List<String> headers(String name) {
        return heads.stream().flatMap(head -> head.getOrDefault(name, List.of()).stream()).toList();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "https://127.0.0.1:" + port() + "/hook";
    }

    /** For {@code caBundle}: whom to trust. */
    public String bundle() {
        return bundle(authority);
    }

    /** For {@code caBundle}: somebody who knows nothing of this webhook. */
    public static String strangersBundle() {
        return bundle(CertificateAuthority.create("stranger", SystemClock.instance()));
    }

    private static String bundle(CertificateAuthority authority) {
        return Base64.getEncoder()
                .encodeToString(authority.own().certificatePem().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
