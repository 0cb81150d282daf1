package dev.coracle.apiserver.admission;

import dev.coracle.apiserver.admission.AdmissionMetrics.Step;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.DoubleStream;

/**
 * How long the plugins of a step of admission take, each by itself, under kube-apiserver's name. A write passes thirty of them within microseconds: as
 * histograms of the library those would be a hundred counters all over the heap, which the cores take from each other. Here what is counted for
 * a step lies side by side. Safe for use by any number of threads; servers in one process that have the same plugins share it.
 */
public final class PluginTimes {

    private static final String NAME = "apiserver_admission_controller_admission_duration_seconds";
    private static final String HELP = "[STABLE] Duration of a plugin's part in admission, by plugin, kind of step, operation and outcome.";
    private static final double[] SECONDS = DoubleStream
            .concat(Arrays.stream(AdmissionMetrics.SECONDS), DoubleStream.of(Double.POSITIVE_INFINITY)).toArray();
    /** A plugin's cells: its buckets, and the sum of its nanoseconds. */
    private static final int CELLS = SECONDS.length + 1;

    /** Four for each list of plugins that a server of this process has: both steps, for objects and for connections. */
    private static final Map<Key, PluginTimes> ALL = new ConcurrentHashMap<>();

    static {
        Metrics.registry().register(PluginTimes::collected);
    }

    private record Key(List<String> plugins, Step step) {}

    private final Key key;
    private final AtomicReferenceArray<AtomicLongArray> accepted = new AtomicReferenceArray<>(
            Operation.values().length);
    private final AtomicReferenceArray<AtomicLongArray> rejected = new AtomicReferenceArray<>(
            Operation.values().length);

    private PluginTimes(Key key) {
        this.key = key;
    }

    /** Those of a step that asks these plugins, in this order. */
    public static PluginTimes of(List<String> plugins, Step step) {
        return ALL.computeIfAbsent(new Key(List.copyOf(plugins), step), PluginTimes::new);
    }

    /** What the first {@code count} plugins took, in their order; they had nothing against it. */
    public void accepted(Operation operation, long[] nanos, int count) {
        AtomicLongArray cells = cells(accepted, operation);
        for (int plugin = 0; plugin < count; plugin++) {
            count(cells, plugin, nanos[plugin]);
        }
    }

    /** What the plugin took that refused. */
    public void rejected(Operation operation, int plugin, long nanos) {
        count(cells(rejected, operation), plugin, nanos);
    }

    private AtomicLongArray cells(AtomicReferenceArray<AtomicLongArray> all, Operation operation) {
        AtomicLongArray known = all.get(operation.ordinal());
        if (known != null) {
            return known;
        }
        AtomicLongArray made = new AtomicLongArray(CELLS * key.plugins.size());
        AtomicLongArray first = all.compareAndExchange(operation.ordinal(), null, made);
        return first == null ? made : first;
    }

    private static void count(AtomicLongArray cells, int plugin, long nanos) {
        int bucket = 0;
        while (nanos > SECONDS[bucket] * AdmissionMetrics.NANOS) {
            bucket++;
        }
        cells.getAndIncrement(plugin * CELLS + bucket);
        cells.getAndAdd(plugin * CELLS + SECONDS.length, nanos);
    }

    private static HistogramSnapshot collected() {
        Map<Labels, long[]> sums = new TreeMap<>();
        ALL.values().forEach(times -> {
            times.addTo(sums, times.accepted, false);
            times.addTo(sums, times.rejected, true);
        });
        HistogramSnapshot.Builder all = HistogramSnapshot.builder().name(NAME).help(HELP);
        sums.forEach((labels, cells) -> {
            long[] buckets = Arrays.copyOf(cells, SECONDS.length);
            all.dataPoint(HistogramDataPointSnapshot.builder().labels(labels)
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(SECONDS, buckets))
                    .sum(cells[SECONDS.length] / AdmissionMetrics.NANOS).build());
        });
        return all.build();
    }

    /** What has never been counted is not shown. */
    private void addTo(Map<Labels, long[]> sums, AtomicReferenceArray<AtomicLongArray> counted, boolean refused) {
        for (Operation operation : Operation.values()) {
            AtomicLongArray cells = counted.get(operation.ordinal());
            if (cells == null) {
                continue;
            }
            for (int plugin = 0; plugin < key.plugins.size(); plugin++) {
                long[] own = new long[CELLS];
                long count = 0;
                for (int cell = 0; cell < CELLS; cell++) {
                    own[cell] = cells.get(plugin * CELLS + cell);
                    count += cell < SECONDS.length ? own[cell] : 0;
                }
                if (count > 0) {
                    sums.merge(labels(plugin, operation, refused), own, PluginTimes::sum);
                }
            }
        }
    }

    private Labels labels(int plugin, Operation operation, boolean refused) {
        return Labels.of("name", key.plugins.get(plugin), "operation", operation.name(), "rejected",
                Boolean.toString(refused), "type", key.step.word());
    }

    private static long[] sum(long[] one, long[] other) {
        long[] sum = one.clone();
        for (int cell = 0; cell < sum.length; cell++) {
            sum[cell] += other[cell];
        }
        return sum;
    }
}
