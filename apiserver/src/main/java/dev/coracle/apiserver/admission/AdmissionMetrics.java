package dev.coracle.apiserver.admission;

import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** How long admission takes, under kube-apiserver's names. Labels are names of plugins and of what holds conditions, of which there are as many as somebody made. */
public final class AdmissionMetrics {

    /** Of a step, and of a plugin in it. Source: the original's buckets. */
    static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 1, 2.5};
    static final double NANOS = 1e9;

    private static final Histogram STEP = Metrics.histogram("apiserver_admission_step_admission_duration_seconds",
            "[STABLE] Duration of a step of admission, all plugins together, by kind of step, operation and outcome.",
            SECONDS, "type", "operation", "rejected");
    private static final String[] CONDITIONS = {"name", "kind", "type", "operation"};
    private static final Histogram CONDITION_SECONDS = Metrics.histogram(
            "apiserver_admission_match_condition_evaluation_seconds",
            "[ALPHA] Duration of evaluating match conditions, by what holds them, kind of step and operation.",
            new double[]{0.001, 0.005, 0.01, 0.025, 0.1, 0.2, 0.25}, CONDITIONS);
    private static final Counter EXCLUSIONS = Metrics.counter(
            "apiserver_admission_match_condition_exclusions_total",
            "[ALPHA] Requests that match conditions left out, by what holds them, kind of step and operation.",
            CONDITIONS);
    private static final Counter ERRORS = Metrics.counter(
            "apiserver_admission_match_condition_evaluation_errors_total",
            "[ALPHA] Match conditions that could not be evaluated, by what holds them, kind of step and operation.",
            CONDITIONS);

    private AdmissionMetrics() {}

    /** The steps of admission, in the words of the labels. */
    public enum Step {
        ADMIT, VALIDATE;

        public String word() {
            return this == ADMIT ? "admit" : "validate";
        }
    }

    /** What holds match conditions. @param kind webhook or policy */
    public record Holder(String name, String kind, Step step) {}

    public static void step(Step step, Operation operation, boolean rejected, long nanos) {
        STEP.labelValues(step.word(), operation.name(), Boolean.toString(rejected)).observe(nanos / NANOS);
    }

    /** Conditions have been evaluated. @param matched whether the request is any business of their holder */
    public static void conditions(Holder holder, Operation operation, boolean matched, long nanos) {
        CONDITION_SECONDS.labelValues(holder.name, holder.kind, holder.step.word(), operation.name())
                .observe(nanos / NANOS);
        if (!matched) {
            EXCLUSIONS.labelValues(holder.name, holder.kind, holder.step.word(), operation.name()).inc();
        }
    }

    public static void conditionsFailed(Holder holder, Operation operation) {
        ERRORS.labelValues(holder.name, holder.kind, holder.step.word(), operation.name()).inc();
    }
}
