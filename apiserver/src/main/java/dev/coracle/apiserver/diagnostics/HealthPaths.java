package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.health.HealthReport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** {@code /healthz}, {@code /livez}, {@code /readyz} with their single checks, and the same as metrics: {@code /metrics/slis}. */
public final class HealthPaths implements Function<RequestContext, Optional<HttpResponse>> {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, HealthChecks> checks = new LinkedHashMap<>();
    private final Map<Outcome, LongAdder> outcomes = new ConcurrentSkipListMap<>();

    private record Outcome(String name, String status, String type) implements Comparable<Outcome> {
        @Override
        public int compareTo(Outcome other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return "{name=\"" + name + "\",status=\"" + status + "\",type=\"" + type + "\"}";
        }
    }

    public HealthPaths(HealthChecks health, HealthChecks live, HealthChecks ready) {
        checks.put("healthz", health);
        checks.put("livez", live);
        checks.put("readyz", ready);
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        if (request.path().equals("/metrics/slis")) {
            return Optional.of(HttpResponse.of(200, TEXT, slis().getBytes(StandardCharsets.UTF_8)));
        }
        String[] parts = request.path().split("/", 3);
        HealthChecks asked = parts.length > 1 ? checks.get(parts[1]) : null;
        if (asked == null) {
            return Optional.empty();
        }
        Optional<HealthReport> report = parts.length == 3
                ? asked.reportOne(parts[2])
                : Optional.of(asked.report(request.parameter("verbose").isPresent(), Set.copyOf(excluded(request))));
        if (parts.length < 3 && report.isPresent()) {
            asked.names().forEach(name -> count(name, parts[1], report.get().failed().contains(name)));
        }
        return report.map(r -> HttpResponse.text(r.status(), r.text()));
    }

    private static List<String> excluded(HttpRequest request) {
        return request.parameters("exclude").stream().distinct().toList();
    }

    private void count(String name, String type, boolean failed) {
        outcomes.computeIfAbsent(new Outcome(name, failed ? "error" : "success", type), outcome -> new LongAdder())
                .increment();
    }

    private String slis() {
        StringBuilder text = new StringBuilder(
                "# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single healthcheck.\n"
                        + "# TYPE kubernetes_healthcheck gauge\n");
        checks.forEach((type, of) -> {
            List<String> failed = of.report(false, Set.of()).failed();
            of.names().stream().sorted().forEach(name -> text.append("kubernetes_healthcheck{name=\"").append(name)
                    .append("\",type=\"").append(type).append("\"} ").append(failed.contains(name) ? 0 : 1)
                    .append('\n'));
        });
        text.append("# HELP kubernetes_healthchecks_total [STABLE] Results of health checks that somebody asked for.\n"
                + "# TYPE kubernetes_healthchecks_total counter\n");
        outcomes.forEach((outcome, count) -> text.append("kubernetes_healthchecks_total").append(outcome).append(' ')
                .append(count.sum()).append('\n'));
        return text.toString();
    }
}
