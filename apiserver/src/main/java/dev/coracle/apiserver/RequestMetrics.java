package dev.coracle.apiserver;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Locale;

/** Counts requests by kube-apiserver's names. Labels come from what is served, so that their number is bounded. */
final class RequestMetrics {

    private static final Counter REQUESTS = Metrics.counter("apiserver_request_total",
            "Counter of apiserver requests broken out for each verb, group, version, resource and HTTP response code.",
            "verb", "group", "version", "resource", "subresource", "code");
    private static final Histogram SECONDS = Metrics.histogram("apiserver_request_duration_seconds",
            "Response latency distribution in seconds for each verb.", "verb");

    private RequestMetrics() {}

    static void count(RequestInfo info, int code, long nanos) {
        boolean known = info.resourceRequest() && code != 404;
        String verb = info.resourceRequest() ? info.verb().toUpperCase(Locale.ROOT) : "GET";
        REQUESTS.labelValues(verb, known ? info.group() : "", known ? info.version() : "", known ? info.resource() : "",
                known ? info.subresource() : "", Integer.toString(code)).inc();
        if (!info.verb().equals("watch")) {
            SECONDS.labelValues(verb).observe(nanos / 1e9);
        }
    }
}
