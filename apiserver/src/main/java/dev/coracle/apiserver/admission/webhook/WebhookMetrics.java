package dev.coracle.apiserver.admission.webhook;

import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Calls of admission webhooks, under kube-apiserver's names. Labels are names of webhooks, of which there are as many as somebody made. */
final class WebhookMetrics {

    private static final int MOST_CODES = 600;
    private static final Histogram SECONDS = Metrics.histogram(
            "apiserver_admission_webhook_admission_duration_seconds",
            "[STABLE] Duration of calls of webhooks, by webhook, kind, operation and outcome.",
            new double[]{0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25}, "name", "type", "operation", "rejected");
    private static final Counter REQUESTS = Metrics.counter("apiserver_admission_webhook_request_total",
            "[ALPHA] Calls of webhooks, by webhook, kind, operation, status code and outcome.", "name", "type",
            "operation", "code", "rejected");
    private static final Gauge REJECTIONS = Metrics.plainCounter("apiserver_admission_webhook_rejection_count",
            "[ALPHA] Rejections by webhooks, by webhook, kind and operation, and whether the webhook said so or could not be asked.",
            "name", "type", "operation", "error_type", "rejection_code");
    private static final Gauge FAILED_OPEN = Metrics.plainCounter("apiserver_admission_webhook_fail_open_count",
            "[ALPHA] Calls that failed and were ignored, by webhook and kind.", "name", "type");

    private final String name;
    private final String type;
    private final String operation;
    private final long began = System.nanoTime();

    /** A call begins. */
    WebhookMetrics(Webhook webhook, boolean mutating, Operation operation) {
        this.name = webhook.name();
        this.type = mutating ? "admit" : "validating";
        this.operation = operation.name();
    }

    void allowed() {
        over(200, false);
    }

    void denied(int code) {
        REJECTIONS.labelValues(name, type, operation, "no_error", code(code)).inc();
        over(code, true);
    }

    /** It could not be asked. @param ignored whether the request goes on */
    void failed(int code, boolean ignored) {
        if (ignored) {
            FAILED_OPEN.labelValues(name, type).inc();
        } else {
            REJECTIONS.labelValues(name, type, operation, "calling_webhook_error", code(code)).inc();
        }
        over(code, !ignored);
    }

    private void over(int code, boolean rejected) {
        SECONDS.labelValues(name, type, operation, Boolean.toString(rejected))
                .observe((System.nanoTime() - began) / 1e9);
        REQUESTS.labelValues(name, type, operation, code(code), Boolean.toString(rejected)).inc();
    }

    private static String code(int code) {
        return Integer.toString(Math.min(code, MOST_CODES));
    }
}
