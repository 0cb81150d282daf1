package dev.coracle.apiserver.flow;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Under kube-apiserver's names. Labels are names of flow schemas and priority levels, of which there are as many as somebody made. */
final class FlowMetrics {

    private static final String[] BOTH = {"priority_level", "flow_schema"};

    private static final Counter DISPATCHED = Metrics.counter("apiserver_flowcontrol_dispatched_requests_total",
            "Number of requests executed by API Priority and Fairness", BOTH);
    private static final Counter REJECTED = Metrics.counter("apiserver_flowcontrol_rejected_requests_total",
            "Number of requests rejected by API Priority and Fairness", "priority_level", "flow_schema", "reason");
    private static final Gauge EXECUTING = Metrics.gauge("apiserver_flowcontrol_current_executing_requests",
            "Number of requests in the executing stage", BOTH);
    private static final Gauge WAITING = Metrics.gauge("apiserver_flowcontrol_current_inqueue_requests",
            "Number of requests currently pending in queues", "priority_level");
    private static final Gauge NOMINAL = Metrics.gauge("apiserver_flowcontrol_nominal_limit_seats",
            "Nominal number of execution seats of each priority level", "priority_level");
    private static final Gauge CURRENT = Metrics.gauge("apiserver_flowcontrol_current_limit_seats",
            "Current number of execution seats of each priority level", "priority_level");
    private static final Histogram WAIT = Metrics.histogram("apiserver_flowcontrol_request_wait_duration_seconds",
            "Length of time a request spent waiting in its queue", BOTH);

    private FlowMetrics() {}

    static void seated(FlowSchema schema, double waitedSeconds) {
        DISPATCHED.labelValues(schema.level(), schema.name()).inc();
        EXECUTING.labelValues(schema.level(), schema.name()).inc();
        WAIT.labelValues(schema.level(), schema.name()).observe(waitedSeconds);
    }

    static void left(FlowSchema schema) {
        EXECUTING.labelValues(schema.level(), schema.name()).dec();
    }

    static void refused(FlowSchema schema, PriorityLevel.Refusal why) {
        REJECTED.labelValues(schema.level(), schema.name(), why.word).inc();
    }

    static void limits(String level, int nominal, int current, int waiting) {
        NOMINAL.labelValues(level).set(nominal);
        CURRENT.labelValues(level).set(current);
        WAITING.labelValues(level).set(waiting);
    }

    static void gone(String level) {
        NOMINAL.remove(level);
        CURRENT.remove(level);
        WAITING.remove(level);
    }
}
