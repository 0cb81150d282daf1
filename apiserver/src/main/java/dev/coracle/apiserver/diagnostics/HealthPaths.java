package dev.coracle.apiserver.server;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.health.HealthReport;
import dev.coracle.base.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code /healthz}, {@code /livez}, {@code /readyz} with their single checks, and {@code /metrics}. */
final class HealthPaths implements Function<RequestContext, Optional<HttpResponse>> {

    private final Map<String, HealthChecks> checks;

    HealthPaths(HealthChecks health, HealthChecks live, HealthChecks ready) {
        checks = Map.of("healthz", health, "livez", live, "readyz", ready);
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        if (request.path().equals("/metrics")) {
            return Optional.of(metrics());
        }
        String[] parts = request.path().split("/", 3);
        HealthChecks asked = parts.length > 1 ? checks.get(parts[1]) : null;
        if (asked == null) {
            return Optional.empty();
        }
        Optional<HealthReport> report = parts.length == 3 && !parts[2].isEmpty()
                ? asked.reportOne(parts[2])
                : Optional.of(asked.report(request.parameter("verbose").isPresent(), Set.copyOf(excluded(request))));
        return report.map(r -> HttpResponse.text(r.status(), r.text()));
    }

    private static List<String> excluded(HttpRequest request) {
        return request.parameters("exclude").stream().distinct().toList();
    }

    private static HttpResponse metrics() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Metrics.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.of(200, Metrics.CONTENT_TYPE, out.toByteArray());
    }
}
