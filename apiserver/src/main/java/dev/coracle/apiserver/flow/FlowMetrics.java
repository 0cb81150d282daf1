package dev.coracle.apiserver.flow;

import dev.coracle.apiserver.flow.queue.PriorityLevel;
import dev.coracle.apiserver.flow.queue.SeatAllotment;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Under kube-apiserver's names. Labels are names of flow schemas and priority levels, of which there are as many as somebody made. */
final class FlowMetrics {

    private static final double[] SECONDS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30};
    private static final String[] BOTH = {"priority_level", "flow_schema"};
    private static final String LEVEL = "priority_level";

    private static final Counter DISPATCHED = Metrics.counter("apiserver_flowcontrol_dispatched_requests_total",
            "[BETA] Requests that were given a seat", BOTH);
    private static final Counter REJECTED = Metrics.counter("apiserver_flowcontrol_rejected_requests_total",
            "[BETA] Requests that were refused a seat", LEVEL, "flow_schema", "reason");
    private static final Gauge EXECUTING = Metrics.gauge("apiserver_flowcontrol_current_executing_requests",
            "[BETA] Requests that have a seat", BOTH);
    private static final Gauge WAITING = Metrics.gauge("apiserver_flowcontrol_current_inqueue_requests",
            "[BETA] Requests that wait for a seat", BOTH);
    private static final Gauge WAITING_SEATS = Metrics.gauge("apiserver_flowcontrol_current_inqueue_seats",
            "[ALPHA] Seats that are waited for", BOTH);
    private static final Histogram WAIT = Metrics.histogram("apiserver_flowcontrol_request_wait_duration_seconds",
            "[BETA] How long requests waited for a seat", SECONDS, LEVEL, "flow_schema", "execute");
    private static final Histogram EXECUTION = Metrics.histogram("apiserver_flowcontrol_request_execution_seconds",
            "[ALPHA] How long requests kept their seats; of watches, while they began", SECONDS, LEVEL,
            "flow_schema", "type");
    private static final Gauge SEATS = Metrics.gauge("apiserver_flowcontrol_current_executing_seats",
            "[BETA] Seats that are taken", BOTH);
    private static final Histogram WIDTH = Metrics.histogram("apiserver_flowcontrol_work_estimated_seats",
            "[ALPHA] Seats that requests were taken to need", new double[]{1, 2, 4, 8, 16, 32, 64, 100}, BOTH);
    private static final Gauge NOMINAL = Metrics.gauge("apiserver_flowcontrol_nominal_limit_seats",
            "[BETA] A level's part of the seats, by its shares alone", LEVEL);
    private static final Gauge LEAST = Metrics.gauge("apiserver_flowcontrol_lower_limit_seats",
            "[ALPHA] The seats that a level keeps, whatever others want", LEVEL);
    private static final Gauge MOST = Metrics.gauge("apiserver_flowcontrol_upper_limit_seats",
            "[ALPHA] The most seats that a level can have", LEVEL);
    private static final Gauge CURRENT = Metrics.gauge("apiserver_flowcontrol_current_limit_seats",
            "[ALPHA] The seats that a level has now", LEVEL);
    private static final Gauge HIGHEST = Metrics.gauge("apiserver_flowcontrol_demand_seats_high_watermark",
            "[ALPHA] The most seats that were wanted at a time in the last period", LEVEL);
    private static final Gauge SMOOTHED = Metrics.gauge("apiserver_flowcontrol_demand_seats_smoothed",
            "[ALPHA] The seats that were wanted, smoothed over periods", LEVEL);
    private static final Gauge TARGET = Metrics.gauge("apiserver_flowcontrol_target_seats",
            "[ALPHA] The seats that a level would have if there were enough for all", LEVEL);

    /** What belongs to a flow schema, looked up once. */
    private record Series(CounterDataPoint dispatched, GaugeDataPoint executing, GaugeDataPoint seats,
            GaugeDataPoint waiting, GaugeDataPoint waitingSeats, DistributionDataPoint waited,
            DistributionDataPoint execution,
            DistributionDataPoint width) {}

    private record Key(String level, String schema) {}

    private static final int MOST_SERIES = 4096;
    private static final Map<Key, Series> SERIES = new ConcurrentHashMap<>();

    private FlowMetrics() {}

    private static Series of(FlowSchema schema) {
        Key key = new Key(schema.level(), schema.name());
        Series known = SERIES.get(key);
        if (known != null) {
            return known;
        }
        if (SERIES.size() >= MOST_SERIES) {
            SERIES.clear();
        }
        return SERIES.computeIfAbsent(key, k -> new Series(DISPATCHED.labelValues(k.level, k.schema),
                EXECUTING.labelValues(k.level, k.schema), SEATS.labelValues(k.level, k.schema),
                WAITING.labelValues(k.level, k.schema), WAITING_SEATS.labelValues(k.level, k.schema),
                WAIT.labelValues(k.level, k.schema, "true"),
                EXECUTION.labelValues(k.level, k.schema, "regular"), WIDTH.labelValues(k.level, k.schema)));
    }

    static void waits(FlowSchema schema, int width) {
        Series series = of(schema);
        series.width.observe(width);
        series.waiting.inc();
        series.waitingSeats.inc(width);
    }

    static void waitsNoMore(FlowSchema schema, int width) {
        Series series = of(schema);
        series.waiting.dec();
        series.waitingSeats.dec(width);
    }

    static void seated(FlowSchema schema, double waitedSeconds, int seats) {
        Series series = of(schema);
        series.dispatched.inc();
        series.executing.inc();
        series.seats.inc(seats);
        series.waited.observe(waitedSeconds);
    }

    /** One that needs no seat goes on. */
    static void exempt(FlowSchema schema) {
        Series series = of(schema);
        series.dispatched.inc();
        series.executing.inc();
        series.seats.inc();
        series.width.observe(1);
    }

    static void left(FlowSchema schema, double tookSeconds, int seats) {
        Series series = of(schema);
        series.seats.dec(seats);
        series.execution.observe(tookSeconds);
        series.executing.dec();
    }

    static void refused(FlowSchema schema, PriorityLevel.Refusal why) {
        REJECTED.labelValues(schema.level(), schema.name(), why.word()).inc();
    }

    static void limits(String level, SeatAllotment.Bounds bounds, int current, int wanted, double smoothed) {
        NOMINAL.labelValues(level).set(bounds.nominal());
        LEAST.labelValues(level).set(bounds.least());
        MOST.labelValues(level).set(bounds.most());
        CURRENT.labelValues(level).set(current);
        HIGHEST.labelValues(level).set(wanted);
        SMOOTHED.labelValues(level).set(smoothed);
        TARGET.labelValues(level).set(Math.max(bounds.least(), smoothed));
    }

    static void gone(String level) {
        for (Gauge gauge : new Gauge[]{NOMINAL, LEAST, MOST, CURRENT, HIGHEST, SMOOTHED, TARGET}) {
            gauge.remove(level);
        }
    }
}
