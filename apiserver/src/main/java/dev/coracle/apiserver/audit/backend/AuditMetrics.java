package dev.coracle.apiserver.audit.backend;

import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;

/** Under kube-apiserver's names. */
public final class AuditMetrics {

    private static final Counter EVENTS = Metrics.counter("apiserver_audit_event_total",
            "[ALPHA] Counter of audit events generated and sent to the audit backend.");
    private static final Counter ERRORS = Metrics.counter("apiserver_audit_error_total",
            "[ALPHA] Counter of audit events that failed to be audited properly. Plugin identifies the plugin affected by the error.",
            "plugin");
    private static final Counter LEVELS = Metrics.counter("apiserver_audit_level_total",
            "[ALPHA] Counter of policy levels for audit events (1 per request).", "level");
    private static final Counter REJECTED = Metrics.counter("apiserver_audit_requests_rejected_total",
            "[ALPHA] Counter of apiserver requests rejected due to an error in audit logging backend.");

    private AuditMetrics() {}

    public static void decided(Level level) {
        LEVELS.labelValues(level.word()).inc();
    }

    public static void sent() {
        EVENTS.inc();
    }

    public static void rejected() {
        REJECTED.inc();
    }

    static void lost(String plugin, int events) {
        ERRORS.labelValues(plugin).inc(events);
    }
}
