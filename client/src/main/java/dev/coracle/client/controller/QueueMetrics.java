package dev.coracle.client.controller;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How a work queue does, under client-go's names, labelled with the queue's name. Guarded by its queue, but for what is read when somebody asks. */
final class QueueMetrics {

    private static final double[] SECONDS = {1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10};
    private static final Counter ADDS = Metrics.counter("workqueue_adds_total", "[BETA] Keys added.", "name");
    private static final Counter RETRIES = Metrics.counter("workqueue_retries_total",
            "[BETA] Keys added again after a failure.", "name");
    private static final Gauge DEPTH = Metrics.gauge("workqueue_depth", "[BETA] Keys that wait for a worker.", "name");
    private static final Histogram WAITED = Metrics.histogram("workqueue_queue_duration_seconds",
            "[BETA] How long keys waited for a worker.", SECONDS, "name");
    private static final Histogram WORKED = Metrics.histogram("workqueue_work_duration_seconds",
            "[BETA] How long workers took for a key.", SECONDS, "name");
    private static final Map<String, QueueMetrics> QUEUES = new ConcurrentHashMap<>();
    @SuppressWarnings("unused") // registered, and asked by the registry
    private static final GaugeWithCallback UNFINISHED = GaugeWithCallback.builder()
            .name("workqueue_unfinished_work_seconds")
            .help("[BETA] How long workers have been at what they do now, all together.").labelNames("name")
            .callback(shown -> QUEUES.forEach((name, queue) -> shown.call(queue.unfinished(false), name)))
            .register(Metrics.registry());
    @SuppressWarnings("unused") // as the one before
    private static final GaugeWithCallback LONGEST = GaugeWithCallback.builder()
            .name("workqueue_longest_running_processor_seconds")
            .help("[BETA] How long the worker that is at it longest has been.").labelNames("name")
            .callback(shown -> QUEUES.forEach((name, queue) -> shown.call(queue.unfinished(true), name)))
            .register(Metrics.registry());

    private final Clock clock;
    private final CounterDataPoint adds;
    private final CounterDataPoint retries;
    private final GaugeDataPoint depth;
    private final DistributionDataPoint waited;
    private final DistributionDataPoint worked;
    private final Map<String, Long> added = new HashMap<>();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    QueueMetrics(String name, Clock clock) {
        this.clock = clock;
        adds = ADDS.labelValues(name);
        retries = RETRIES.labelValues(name);
        depth = DEPTH.labelValues(name);
        waited = WAITED.labelValues(name);
        worked = WORKED.labelValues(name);
        QUEUES.put(name, this);
    }

    /** A key wants work that did not before. */
    void added(String key) {
        adds.inc();
        added.putIfAbsent(key, clock.nanoTime());
    }

    void retried() {
        retries.inc();
    }

    void depth(int keys) {
        depth.set(keys);
    }

    void begun(String key) {
        long now = clock.nanoTime();
        Long since = added.remove(key);
        if (since != null) {
            waited.observe((now - since) / 1e9);
        }
        begun.put(key, now);
    }

    void done(String key) {
        Long since = begun.remove(key);
        if (since != null) {
            worked.observe((clock.nanoTime() - since) / 1e9);
        }
    }

    private double unfinished(boolean longest) {
        long now = clock.nanoTime();
        double sum = 0;
        double most = 0;
        for (long since : begun.values()) {
            sum += (now - since) / 1e9;
            most = Math.max(most, (now - since) / 1e9);
        }
        return longest ? most : sum;
    }
}
