package dev.coracle.apiserver.flow;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Under kube-apiserver's names. Labels are names of flow schemas and priority levels, of which there are as many as somebody made. */
final class FlowMetrics {

    private static final double[] SECONDS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30};
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
            "Length of time a request spent waiting in its queue", SECONDS, "priority_level", "flow_schema", "execute");
    private static final Histogram EXECUTION = Metrics.histogram("apiserver_flowcontrol_request_execution_seconds",
            "Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution in the API Priority and Fairness subsystem",
            SECONDS, "priority_level", "flow_schema", "type");
    private static final Gauge SEATS = Metrics.gauge("apiserver_flowcontrol_current_executing_seats",
            "Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage otherwise) requests in the API Priority and Fairness subsystem",
            BOTH);

    private FlowMetrics() {}

    static void seated(FlowSchema schema, double waitedSeconds, int seats) {
        DISPATCHED.labelValues(schema.level(), schema.name()).inc();
        EXECUTING.labelValues(schema.level(), schema.name()).inc();
        SEATS.labelValues(schema.level(), schema.name()).inc(seats);
        WAIT.labelValues(schema.level(), schema.name(), "true").observe(waitedSeconds);
    }

    static void left(FlowSchema schema, double tookSeconds, int seats) {
        SEATS.labelValues(schema.level(), schema.name()).dec(seats);
        EXECUTION.labelValues(schema.level(), schema.name(), "regular").observe(tookSeconds);
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
