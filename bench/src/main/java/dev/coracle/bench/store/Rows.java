package dev.coracle.bench.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, row by row, of this store and of the other. The mean of all rounds is what is printed. */
final class Rows {

    /** @param ours whose figure it is */
    private record Row(List<Double> ours, List<Double> other) {}

    private final Map<String, Row> rows = new LinkedHashMap<>();

    void add(String what, boolean ours, double value) {
        Row row = rows.computeIfAbsent(what, absent -> new Row(new ArrayList<>(), new ArrayList<>()));
        (ours ? row.ours : row.other).add(value);
        System.err.printf(Locale.ROOT, "  %s: %.1f%n", what, value);
    }

    void addRate(String what, boolean ours, Load.Result result) {
        add(what + " (1/s)", ours, result.perSecond());
        add(what + ", p50 (ms)", ours, result.percentile(0.5));
        add(what + ", p99 (ms)", ours, result.percentile(0.99));
    }

    String markdown() {
        StringBuilder text = new StringBuilder("| measured | Coracle | etcd | Coracle / etcd |\n|---|---|---|---|\n");
        rows.forEach((what, row) -> text.append(String.format(Locale.ROOT, "| %s | %s | %s | %s |%n", what,
                figure(row.ours), figure(row.other), ratio(row))));
        return text.toString();
    }

    private static String figure(List<Double> values) {
        return values.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", mean(values));
    }

    private static String ratio(Row row) {
        return row.ours.isEmpty() || row.other.isEmpty() || mean(row.other) == 0
                ? "-"
                : String.format(Locale.ROOT, "%.2f", mean(row.ours) / mean(row.other));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
