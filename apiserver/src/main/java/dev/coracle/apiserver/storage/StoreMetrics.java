package dev.coracle.apiserver.storage;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls of the store under kube-apiserver's names, also where the store is no etcd. Labels come from what is served. */
final class StoreMetrics {

    private static final double[] SECONDS = {0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6,
        8, 10, 15, 20, 30, 45, 60};
    private static final Counter REQUESTS = Metrics.counter("etcd_requests_total",
            "[ALPHA] Etcd request counts for each operation and object type.", "operation", "group", "resource");
    private static final Histogram DURATION = Metrics.histogram("etcd_request_duration_seconds",
            "[ALPHA] Etcd request latency in seconds for each operation and object type.", SECONDS, "operation",
            "group",
            "resource");

    private record Call(String operation, GroupResource resource) {}

    private record Series(CounterDataPoint count, DistributionDataPoint seconds) {}

    private static final Map<Call, Series> SERIES = new ConcurrentHashMap<>();

    private StoreMetrics() {}

    static void called(String operation, Resource resource, long nanos) {
        Series series = SERIES.computeIfAbsent(new Call(operation, resource.storedAs()), call -> new Series(
                REQUESTS.labelValues(operation, call.resource.group(), call.resource.resource()),
                DURATION.labelValues(operation, call.resource.group(), call.resource.resource())));
        series.count.inc();
        series.seconds.observe(nanos / 1e9);
    }
}
