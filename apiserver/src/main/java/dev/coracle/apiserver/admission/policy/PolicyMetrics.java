package dev.coracle.apiserver.admission.policy;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** What validating policies object to, under kube-apiserver's names. Labels are names of policies and bindings, of which there are as many as somebody made. */
final class PolicyMetrics {

    private static final String[] LABELS = {"policy", "policy_binding", "error_type", "enforcement_action"};
    private static final Counter CHECKS = Metrics.counter("apiserver_validating_admission_policy_check_total",
            "[BETA] Checks by policies, by policy, binding, error and what came of it.", LABELS);
    private static final Histogram SECONDS = Metrics.histogram(
            "apiserver_validating_admission_policy_check_duration_seconds",
            "[BETA] Duration of checks by policies, by policy, binding, error and what came of it.",
            new double[]{0.0000005, 0.001, 0.01, 0.1, 1}, LABELS);

    private PolicyMetrics() {}

    /** @param action deny, audit or warn @param error whether the policy could not be evaluated */
    static void checked(String policy, String binding, String action, boolean error, long nanos) {
        String type = error ? "invalid_error" : "no_error";
        CHECKS.labelValues(policy, binding, type, action).inc();
        SECONDS.labelValues(policy, binding, type, action).observe(nanos / 1e9);
    }
}
