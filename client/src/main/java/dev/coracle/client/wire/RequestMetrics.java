package dev.coracle.client.wire;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** Requests to the API server, under client-go's names. */
final class RequestMetrics {

    private static final double[] BYTES = {64, 256, 512, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304,
        16_777_216};
    private static final Counter REQUESTS = Metrics.counter("rest_client_requests_total",
            "[ALPHA] Requests by status code, method and host.", "code", "method", "host");
    private static final Histogram SECONDS = Metrics.histogram("rest_client_request_duration_seconds",
            "[ALPHA] How long answers took to begin, by method and host.",
            new double[]{0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60}, "verb", "host");
    private static final Histogram SIZES = Metrics.histogram("rest_client_request_size_bytes",
            "[ALPHA] Sizes of requests' bodies in bytes, by method and host.", BYTES, "verb", "host");

    private RequestMetrics() {}

    /** @param code of the answer, or {@code <error>} if there was none */
    static void answered(String method, String host, String code, int size, long nanos) {
        REQUESTS.labelValues(code, method, host).inc();
        SECONDS.labelValues(method, host).observe(nanos / 1e9);
        SIZES.labelValues(method, host).observe(size);
    }
}
