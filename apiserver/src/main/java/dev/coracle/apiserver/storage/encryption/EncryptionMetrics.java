package dev.coracle.apiserver.storage.encryption;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** Under kube-apiserver's names. */
final class EncryptionMetrics {

    private static final Counter OPERATIONS = Metrics.counter("apiserver_storage_transformation_operations_total",
            "[ALPHA] Total number of transformations.", "resource", "transformation_type", "transformer_prefix",
            "status");
    private static final Counter RELOADS = Metrics.counter(
            "apiserver_encryption_config_controller_automatic_reloads_total",
            "[ALPHA] Total number of reload successes and failures of encryption configuration split by status.",
            "status");
    private static final Gauge RELOADED = Metrics.gauge(
            "apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds",
            "Timestamp of the last successful or failed automatic reload of encryption configuration split by status.",
            "status");

    private EncryptionMetrics() {}

    /** @param prefix names the key too; there are as many as the configuration has */
    static void done(String resource, String type, String prefix, boolean well) {
        OPERATIONS.labelValues(resource, type, prefix, well ? "OK" : "Unknown").inc();
    }

    static void reloaded(boolean well, long atSeconds) {
        String status = well ? "success" : "failure";
        RELOADS.labelValues(status).inc();
        RELOADED.labelValues(status).set(atSeconds);
    }
}
