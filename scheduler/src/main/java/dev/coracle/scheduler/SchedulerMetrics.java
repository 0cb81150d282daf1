package dev.coracle.scheduler;

import dev.coracle.base.metrics.Metrics;
import dev.coracle.scheduler.queue.SchedulingQueue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** The scheduler's metrics, under kube-scheduler's names. */
final class SchedulerMetrics {

    private static final Counter ATTEMPTS = Metrics.counter("scheduler_schedule_attempts_total",
            "Attempts to schedule pods, by the result", "profile", "result");
    private static final Histogram ALGORITHM = Metrics.histogram("scheduler_scheduling_algorithm_duration_seconds",
            "How long choosing a node took",
            new double[]{0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1});
    private static final Histogram E2E = Metrics.histogram("scheduler_pod_scheduling_sli_duration_seconds",
            "From when a pod was first seen to its binding");
    private static final Gauge PENDING = Metrics.gauge("scheduler_pending_pods", "Pods that wait, by the queue",
            "queue");
    private static final Counter VICTIMS = Metrics.counter("scheduler_preemption_victims_total",
            "Pods that were sent away for others");

    private SchedulerMetrics() {}

    static void attempt(String profile, String result, long nanos) {
        ATTEMPTS.labelValues(profile, result).inc();
        ALGORITHM.observe(nanos / 1e9);
    }

    static void bound(long nanos) {
        E2E.observe(nanos / 1e9);
    }

    static void victims(int number) {
        VICTIMS.inc(number);
    }

    static void pending(SchedulingQueue queue) {
        PENDING.labelValues("active").set(queue.activeSize());
        PENDING.labelValues("backoff").set(queue.backoffSize());
        PENDING.labelValues("unschedulable").set(queue.unschedulableSize());
    }
}
