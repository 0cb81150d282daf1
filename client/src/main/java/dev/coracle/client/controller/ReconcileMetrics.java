package dev.coracle.client.controller;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** How often and how long controllers reconcile, for all controllers of the process. */
final class ReconcileMetrics {

    private static final Counter TOTAL = Metrics.counter("controller_reconcile_total",
            "Reconciliations by controller and result", "controller", "result");
    private static final Histogram SECONDS = Metrics.histogram("controller_reconcile_time_seconds",
            "Length of a reconciliation by controller", "controller");

    private ReconcileMetrics() {}

    record Run(String controller, long began) {
        void end(boolean failed) {
            TOTAL.labelValues(controller, failed ? "error" : "success").inc();
            SECONDS.labelValues(controller).observe((System.nanoTime() - began) / 1e9);
        }
    }

    static Run begin(String controller) {
        return new Run(controller, System.nanoTime());
    }
}
