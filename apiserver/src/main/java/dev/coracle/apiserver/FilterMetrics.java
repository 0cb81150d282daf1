package dev.coracle.apiserver;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;

/** How long stations of the corridor take, under the name that they have in kube-apiserver, where they are filters: those that take any time to speak of. */
enum FilterMetrics {
    AUTHENTICATION("authentication"), FAIRNESS("priorityandfairness"), AUTHORIZATION("authorization");

    private final DistributionDataPoint seconds;

    FilterMetrics(String filter) {
        this.seconds = Holder.SECONDS.labelValues(filter);
    }

    void passed(long nanos) {
        seconds.observe(nanos / 1e9);
    }

    /** An enum's values are made before its other fields. */
    private static final class Holder {
        private static final Histogram SECONDS = Metrics.histogram("apiserver_request_filter_duration_seconds",
                "[ALPHA] Duration of what a request passes before it is handled, by filter.",
                new double[]{0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 5, 10, 15, 30}, "filter");
    }
}
