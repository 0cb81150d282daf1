package dev.coracle.base.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The metrics of this process. Asking twice for a name gives the same metric, so that several components in one JVM
 * share them.
 */
public final class Metrics {

    /** Of {@link #write}'s text. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final PrometheusRegistry REGISTRY = new PrometheusRegistry();
    private static final ConcurrentHashMap<String, Object> BY_NAME = new ConcurrentHashMap<>();
    private static final Set<String> PLAIN_COUNTERS = ConcurrentHashMap.newKeySet();
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        30, 60};

    private Metrics() {}

    /** A counter; {@code name} ends in {@code _total} in the exposition. */
    public static Counter counter(String name, String help, String... labels) {
        return (Counter) BY_NAME.computeIfAbsent(name,
                n -> Counter.builder().name(n).help(help).labelNames(labels).register(REGISTRY));
    }

    /** A counter whose name does not end in {@code _total}, as some of Kubernetes' don't: a gauge that must only grow, and that is called a counter when it is shown. */
    public static Gauge plainCounter(String name, String help, String... labels) {
        PLAIN_COUNTERS.add(name);
        return gauge(name, help, labels);
    }

    public static Gauge gauge(String name, String help, String... labels) {
        return (Gauge) BY_NAME.computeIfAbsent(name,
                n -> Gauge.builder().name(n).help(help).labelNames(labels).register(REGISTRY));
    }

    /** A histogram of seconds, from a millisecond to a minute. */
    public static Histogram histogram(String name, String help, String... labels) {
        return histogram(name, help, SECONDS, labels);
    }

    public static Histogram histogram(String name, String help, double[] upperBounds, String... labels) {
        return (Histogram) BY_NAME.computeIfAbsent(name, n -> Histogram.builder().name(n).help(help).labelNames(labels)
                .classicOnly().classicUpperBounds(upperBounds).register(REGISTRY));
    }

    /** Writes every metric in the Prometheus text format. */
    public static void write(OutputStream out) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(written, REGISTRY.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        String text = written.toString(StandardCharsets.UTF_8);
        for (String name : PLAIN_COUNTERS) {
            text = text.replace("# TYPE " + name + " gauge\n", "# TYPE " + name + " counter\n");
        }
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where metrics of one's own making register. */
    public static PrometheusRegistry registry() {
        return REGISTRY;
    }
}
