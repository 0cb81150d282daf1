package dev.coracle.apiserver.original;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A family of metrics, as {@code /metrics} shows it.
 *
 * @param stability the tag at the beginning of its help, or {@code -}
 * @param labels    names, in order, of all its series together; empty if it has none yet
 * @param buckets   upper bounds, of a histogram that has series
 */
record MetricFamily(String name, String type, String stability, String labels, String buckets) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern STABILITY = Pattern.compile("# HELP (\\S+) (?:\\[([A-Z]+)])?.*");

    /** A line of the recording. */
    static MetricFamily recorded(String line) {
        String[] fields = line.split("\t", -1);
        return new MetricFamily(fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    private static final class Parts {
        private String type = "untyped";
        private String stability = "-";
        private final TreeSet<String> labels = new TreeSet<>();
        private final TreeSet<Double> buckets = new TreeSet<>();
    }

    /** All families of a text, by name. */
    static Map<String, MetricFamily> parse(String text) {
        Map<String, Parts> parts = new TreeMap<>();
        text.lines().forEach(line -> take(line, parts));
        Map<String, MetricFamily> families = new TreeMap<>();
        parts.forEach((name, p) -> families.put(name, new MetricFamily(name, p.type, p.stability,
                String.join(",", p.labels), String.join(",", p.buckets.stream().map(MetricFamily::shown).toList()))));
        return families;
    }

    private static void take(String line, Map<String, Parts> parts) {
        Matcher help = STABILITY.matcher(line);
        if (help.matches()) {
            parts.computeIfAbsent(help.group(1), n -> new Parts()).stability = help.group(2) == null
                    ? "-"
                    : help.group(2);
        } else if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ");
            parts.computeIfAbsent(words[2], n -> new Parts()).type = words[3];
        } else {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                String name = parts.containsKey(sample.group(1))
                        ? sample.group(1)
                        : sample.group(1).replaceAll("_(bucket|sum|count)$", "");
                Parts family = parts.computeIfAbsent(name, n -> new Parts());
                labels(sample.group(2) == null ? "" : sample.group(2), family);
            }
        }
    }

    private static void labels(String text, Parts family) {
        Matcher label = LABEL.matcher(text);
        while (label.find()) {
            if (label.group(1).equals("le")) {
                family.buckets.add(Double.valueOf(label.group(2).replace("+Inf", "Infinity")));
            } else {
                family.labels.add(label.group(1));
            }
        }
    }

    /** As the recording has it: six digits at most. */
    private static String shown(double bound) {
        return Double.isInfinite(bound) ? "inf" : Double.toString(Double.parseDouble("%.6g".formatted(bound)));
    }

    /** The recording's bounds as this class writes them. */
    MetricFamily comparable() {
        if (buckets.isEmpty()) {
            return this;
        }
        TreeSet<Double> bounds = new TreeSet<>();
        for (String bound : buckets.split(",")) {
            bounds.add(bound.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound));
        }
        return new MetricFamily(name, type, stability, labels,
                String.join(",", bounds.stream().map(MetricFamily::shown).toList()));
    }
}
