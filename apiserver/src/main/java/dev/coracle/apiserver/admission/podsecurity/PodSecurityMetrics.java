package dev.coracle.apiserver.admission.podsecurity;

import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Locale;

/** How pods are judged, under kube-apiserver's name. */
final class PodSecurityMetrics {

    private static final Counter EVALUATIONS = Metrics.counter("pod_security_evaluations_total",
            "[ALPHA] Pods and templates of pods that were judged, by decision, level, mode and kind of request.",
            "decision", "policy_level", "policy_version", "mode", "request_operation", "resource", "subresource");

    private PodSecurityMetrics() {}

    /** @param version as a namespace's label has it; but for latest, all are counted as one */
    static void judged(AdmissionRequest request, boolean pod, Level level, String version, String mode,
            boolean allowed) {
        EVALUATIONS.labelValues(allowed ? "allow" : "deny", level.word(),
                version.equals("latest") ? "latest" : "past", mode,
                request.operation().name().toLowerCase(Locale.ROOT), pod ? "pod" : "controller",
                Requests.isOf(request, "", "pods") ? request.subresource() : "").inc();
    }
}
