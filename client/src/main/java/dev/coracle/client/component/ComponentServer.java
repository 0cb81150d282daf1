package dev.coracle.client.component;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.health.HealthReport;
import dev.coracle.base.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A component's own port: {@code /healthz}, {@code /livez}, {@code /readyz} and {@code /metrics}, over HTTPS, or over
 * HTTP when no TLS context is given. It tells nothing that needs a permission.
 */
public final class ComponentServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Binds at once; answers from {@link #start} on.
     *
     * @param port 0 for any that is free
     * @throws IOException naming address and port when they can't be had
     */
    public ComponentServer(String bind, int port, Optional<SSLContext> tls, HealthChecks live, HealthChecks ready)
            throws IOException {
        this.server = open(bind, port, tls);
        server.setExecutor(executor);
        health("/healthz", live);
        health("/livez", live);
        health("/readyz", ready);
        server.createContext("/metrics", exact("/metrics", ComponentServer::metrics));
        server.createContext("/", exchange -> answer(exchange, 404, "text/plain", "404 page not found\n"));
    }

    private static HttpServer open(String bind, int port, Optional<SSLContext> tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(bind, port);
        try {
            if (tls.isEmpty()) {
                return HttpServer.create(address, 0);
            }
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
            return https;
        } catch (IOException e) {
            throw new IOException("can't listen on " + bind + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** Serves one more path, such as {@code /configz}. */
    public void handle(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void health(String path, HealthChecks checks) {
        server.createContext(path, exchange -> {
            String asked = exchange.getRequestURI().getPath();
            Optional<HealthReport> report = asked.equals(path) || asked.equals(path + "/")
                    ? Optional.of(report(checks, exchange.getRequestURI().getQuery()))
                    : asked.startsWith(path + "/")
                            ? checks.reportOne(asked.substring(path.length() + 1))
                            : Optional.empty();
            if (report.isEmpty()) {
                answer(exchange, 404, "text/plain", "404 page not found\n");
            } else {
                answer(exchange, report.get().status(), "text/plain; charset=utf-8", report.get().text());
            }
        });
    }

    private static HealthReport report(HealthChecks checks, @org.jspecify.annotations.Nullable String query) {
        boolean verbose = false;
        Set<String> excluded = new HashSet<>();
        for (String parameter : query == null ? new String[0] : query.split("&", 100)) {
            if (parameter.equals("verbose") || parameter.startsWith("verbose=")) {
                verbose = true;
            } else if (parameter.startsWith("exclude=")) {
                excluded.add(parameter.substring("exclude=".length()));
            }
        }
        return checks.report(verbose, excluded);
    }

    private static void metrics(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Metrics.write(out);
        answer(exchange, 200, Metrics.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
    }

    private static HttpHandler exact(String path, HttpHandler handler) {
        return exchange -> {
            if (exchange.getRequestURI().getPath().equals(path)) {
                handler.handle(exchange);
            } else {
                answer(exchange, 404, "text/plain", "404 page not found\n");
            }
        };
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
