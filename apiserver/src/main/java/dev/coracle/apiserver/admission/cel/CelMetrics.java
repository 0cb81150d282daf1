package dev.coracle.apiserver.admission.cel;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;

/** How long expressions take, under kube-apiserver's names. */
public final class CelMetrics {

    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    private static final DistributionDataPoint COMPILATION = Metrics.histogram(
            "apiserver_cel_compilation_duration_seconds", "[BETA] Duration of compiling an expression.", SECONDS);
    private static final DistributionDataPoint EVALUATION = Metrics.histogram(
            "apiserver_cel_evaluation_duration_seconds", "[BETA] Duration of evaluating an expression.", SECONDS);

    private CelMetrics() {}

    static void compiled(long nanos) {
        COMPILATION.observe(nanos / 1e9);
    }

    /** An expression was evaluated in so many nanoseconds. */
    public static void evaluated(long nanos) {
        EVALUATION.observe(nanos / 1e9);
    }
}
