package dev.coracle.apiserver;

import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.response.EndNoticed;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.Making;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts requests under kube-apiserver's names. Labels come from what is served, so that their number is bounded; what belongs to one set of labels is looked
 * up once a request.
 */
final class RequestMetrics {

    private static final double[] SECONDS = {0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6,
        8, 10, 15, 20, 30, 45, 60};
    private static final double[] SLI_SECONDS = java.util.Arrays.copyOfRange(SECONDS, 2, SECONDS.length);
    private static final double[] BYTES = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    /** Paths with series of their own; all others share one. */
    private static final Set<String> PATHS = Set.of("/readyz", "/livez", "/healthz", "/metrics", "/version", "/api",
            "/apis", "/openapi/v2", "/openapi/v3", "/statusz", "/flagz");
    private static final int MOST_SERIES = 20_000;

    private static final Counter REQUESTS = Metrics.counter("apiserver_request_total",
            "[STABLE] Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.",
            "verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component", "code");
    private static final Histogram DURATION = Metrics.histogram("apiserver_request_duration_seconds",
            "[STABLE] Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.",
            SECONDS, "verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component");
    private static final Histogram SLI = Metrics.histogram("apiserver_request_sli_duration_seconds",
            "[ALPHA] Response latency distribution (not counting webhook duration and priority & fairness queue wait times) in seconds for each verb, group, version, resource, subresource, scope and component.",
            SLI_SECONDS, "verb", "group", "version", "resource", "subresource", "scope", "component");
    private static final Histogram SIZES = Metrics.histogram("apiserver_response_sizes",
            "[STABLE] Response size distribution in bytes for each group, version, verb, resource, subresource, scope and component.",
            BYTES, "verb", "group", "version", "resource", "subresource", "scope", "component");
    /** What the server ends or refuses in its own defence. */
    private static final Set<Integer> TERMINATED = Set.of(429, 504);
    private static final Counter TERMINATIONS = Metrics.counter("apiserver_request_terminations_total",
            "[ALPHA] Requests that the server refused or ended to protect itself, by verb, group, version, resource, subresource, scope, component and code.",
            "verb", "group", "version", "resource", "subresource", "scope", "component", "code");
    private static final Counter ABORTS = Metrics.counter("apiserver_request_aborts_total",
            "[ALPHA] Requests whose client was gone before they were answered, by verb, group, version, resource, subresource and scope.",
            "verb", "group", "version", "resource", "subresource", "scope");
    /** Verbs with bodies, as the sizes of bodies are called by. */
    private static final Map<String, String> BODIES = Map.of("POST", "create", "PUT", "update", "PATCH", "patch",
            "APPLY", "patch", "DELETE", "delete", "DELETECOLLECTION", "delete_collection");
    private static final Histogram BODY_SIZES = Metrics.histogram("apiserver_request_body_size_bytes",
            "[ALPHA] Sizes of requests' bodies in bytes, by resource and verb.",
            java.util.stream.IntStream.range(0, 31).mapToDouble(n -> 50_000 + 100_000.0 * n).toArray(), "group",
            "resource", "verb");
    private static final Gauge LONG_RUNNING = Metrics.gauge("apiserver_longrunning_requests",
            "[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.",
            "verb", "group", "version", "resource", "subresource", "scope", "component");
    private static final Gauge INFLIGHT = Metrics.gauge("apiserver_current_inflight_requests",
            "[STABLE] Number of requests currently being handled by this apiserver per request kind.", "request_kind");
    private static final GaugeDataPoint MUTATING = INFLIGHT.labelValues("mutating");
    private static final GaugeDataPoint READING = INFLIGHT.labelValues("readOnly");

    private record Labels(String verb, String dryRun, String group, String version, String resource,
            String subresource, String scope, int code) {}

    private record Series(Labels labels, Optional<DistributionDataPoint> asked, CounterDataPoint count,
            DistributionDataPoint duration, DistributionDataPoint sli,
            DistributionDataPoint size, GaugeDataPoint longRunning) {}

    private static final Map<Labels, Series> SERIES = new ConcurrentHashMap<>();

    private RequestMetrics() {}

    /** A request that is being handled, from now on until it is counted. */
    static void begins(RequestInfo info) {
        if (!Verbs.longRunning(info)) {
            kind(info).inc();
        }
    }

    private static GaugeDataPoint kind(RequestInfo info) {
        return Verbs.mutating(info) ? MUTATING : READING;
    }

    /** Counts it. @return the answer to send: the end of one that goes on is waited for */
    static HttpResponse count(RequestContext context, HttpResponse answer, long nanos) {
        HttpRequest request = context.request();
        RequestInfo info = context.info();
        boolean longRunning = Verbs.longRunning(info);
        if (!longRunning) {
            kind(info).dec();
        }
        Series series = series(labels(request, info, answer.status()));
        series.count.inc();
        if (!longRunning) {
            series.duration.observe(nanos / 1e9);
            series.sli.observe((nanos - context.waits().nanos()) / 1e9);
            series.asked.ifPresent(sizes -> sizes.observe(request.body().length));
        }
        if (TERMINATED.contains(answer.status())) {
            terminated(series.labels);
        }
        if (request.lifetime().gone()) {
            aborted(series.labels);
        }
        return switch (answer) {
            case HttpResponse.Bytes bytes -> {
                series.size.observe(bytes.body().length);
                yield bytes;
            }
            case HttpResponse.Pieces pieces -> {
                series.size.observe(pieces.length());
                yield pieces;
            }
            case HttpResponse.Made made -> new HttpResponse.Made(made.status(), made.headers(),
                    Making.counted(made.maker(), series.size::observe));
            case HttpResponse.Stream stream -> {
                series.longRunning.inc();
                yield new HttpResponse.Stream(stream.status(), stream.headers(),
                        new EndNoticed.OfStream(stream.body(), series.longRunning::dec));
            }
            case HttpResponse.Upgrade upgrade -> {
                series.longRunning.inc();
                yield new HttpResponse.Upgrade(upgrade.headers(),
                        new EndNoticed.OfSession(upgrade.session(), series.longRunning::dec));
            }
        };
    }

    private static void terminated(Labels l) {
        TERMINATIONS.labelValues(l.verb, l.group, l.version, l.resource, l.subresource, l.scope, component(l),
                Integer.toString(l.code)).inc();
    }

    private static void aborted(Labels l) {
        ABORTS.labelValues(l.verb, l.group, l.version, l.resource, l.subresource, l.scope).inc();
    }

    private static String component(Labels l) {
        return l.resource.isEmpty() ? "" : "apiserver";
    }

    /** Nothing that a client makes up becomes a label: a resource that is not served has none. */
    private static Labels labels(HttpRequest request, RequestInfo info, int code) {
        String dryRun = request.query().contains("dryRun=All") ? "All" : "";
        if (!info.resourceRequest()) {
            String path = PATHS.contains(info.path()) ? info.path() : "";
            return new Labels("GET", dryRun, "", "", "", path, "", code);
        }
        String verb = verb(request, info);
        if (code == 404 || code == 405) {
            return new Labels(verb, dryRun, "", "", "", "", "", code);
        }
        return new Labels(verb, dryRun, info.group(), info.version(), info.resource(), info.subresource(), info.scope(),
                code);
    }

    private static String verb(HttpRequest request, RequestInfo info) {
        return switch (info.verb()) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "patch" -> Bodies.contentType(request).startsWith("application/apply-patch") ? "APPLY" : "PATCH";
            case "get", "list", "watch", "delete", "deletecollection" -> info.verb().toUpperCase(Locale.ROOT);
            default -> "other";
        };
    }

    private static Series series(Labels labels) {
        Series known = SERIES.get(labels);
        if (known != null) {
            return known;
        }
        Labels kept = SERIES.size() < MOST_SERIES
                ? labels
                : new Labels("other", "", "", "", "", "", "", labels.code);
        return SERIES.computeIfAbsent(kept, RequestMetrics::made);
    }

    private static Series made(Labels l) {
        String component = component(l);
        Optional<DistributionDataPoint> asked = Optional.ofNullable(BODIES.get(l.verb))
                .filter(verb -> !l.resource.isEmpty())
                .map(verb -> BODY_SIZES.labelValues(l.group, l.resource, verb));
        return new Series(l, asked,
                REQUESTS.labelValues(l.verb, l.dryRun, l.group, l.version, l.resource, l.subresource, l.scope,
                        component, Integer.toString(l.code)),
                DURATION.labelValues(l.verb, l.dryRun, l.group, l.version, l.resource, l.subresource, l.scope,
                        component),
                SLI.labelValues(l.verb, l.group, l.version, l.resource, l.subresource, l.scope, component),
                SIZES.labelValues(l.verb, l.group, l.version, l.resource, l.subresource, l.scope, component),
                LONG_RUNNING.labelValues(l.verb, l.group, l.version, l.resource, l.subresource, l.scope, component));
    }
}
