package dev.coracle.kubelet.server;

import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.health.HealthReport;
import dev.coracle.base.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a node answers without a connection that goes on: {@code /healthz}, {@code /livez}, {@code /readyz}, {@code /metrics}, and logs. */
public final class NodePaths {

    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Map<String, HealthChecks> health;
    private final LogHandler logs;

    public NodePaths(HealthChecks live, HealthChecks ready, LogHandler logs) {
        this.health = Map.of("healthz", live, "livez", live, "readyz", ready);
        this.logs = logs;
    }

    void answer(NodeExchange exchange) throws IOException {
        String[] parts = exchange.path().split("/", 3);
        String root = parts.length > 1 ? parts[1] : "";
        HealthChecks checks = health.get(root);
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.answer(405, PLAIN, "405 method not allowed\n");
        } else if (checks != null) {
            health(exchange, checks, parts.length > 2 ? parts[2] : "");
        } else if (!exchange.trusted()) {
            exchange.answer(401, PLAIN, "Unauthorized\n");
        } else if (exchange.path().equals("/metrics")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Metrics.write(out);
            exchange.answer(200, Metrics.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
        } else if (exchange.path().startsWith(LogHandler.PATH)) {
            logs.handle(exchange);
        } else {
            exchange.answer(404, PLAIN, "404 page not found\n");
        }
    }

    private static void health(NodeExchange exchange, HealthChecks checks, String one) throws IOException {
        Set<String> excluded = new HashSet<>();
        for (String pair : exchange.query().split("&", 100)) {
            if (pair.startsWith("exclude=")) {
                excluded.add(pair.substring("exclude=".length()));
            }
        }
        Optional<HealthReport> report = one.isEmpty()
                ? Optional.of(checks.report(exchange.parameters().containsKey("verbose"), excluded))
                : checks.reportOne(one);
        if (report.isEmpty()) {
            exchange.answer(404, PLAIN, "404 page not found\n");
        } else {
            exchange.answer(report.get().status(), PLAIN, report.get().text());
        }
    }
}
