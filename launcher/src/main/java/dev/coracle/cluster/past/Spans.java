package dev.coracle.cluster.past;

import dev.coracle.base.flags.GoDuration;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: Go's durations, and days before them ({@code 7d}, {@code 1d12h}). */
public final class Spans {

    private static final Pattern DAYS = Pattern.compile("(\\d{1,6})d(.*)");

    private Spans() {}

    /** @throws IllegalArgumentException if it is no length of time, or a negative one */
    public static Duration parse(String text) {
        Matcher days = DAYS.matcher(text);
        Duration span = Duration.ZERO;
        String rest = text;
        if (days.matches()) {
            span = Duration.ofDays(Long.parseLong(days.group(1)));
            rest = days.group(2);
        }
        if (!rest.isEmpty() || span.isZero()) {
            Duration more = GoDuration.parse(rest);
            if (more.isNegative()) {
                throw new IllegalArgumentException("\"" + text + "\" is negative");
            }
            span = span.plus(more);
        }
        return span;
    }

    /** One or two units, the larger first, as kubectl shows ages: {@code 7s}, {@code 5m12s}, {@code 3h}, {@code 12d}. */
    public static String format(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        return hours < 48 ? hours + "h" : hours / 24 + "d";
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return small == 0 ? large + unit : large + unit + small + smallUnit;
    }
}
