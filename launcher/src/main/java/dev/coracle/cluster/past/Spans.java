package dev.coracle.cluster.past;

import dev.coracle.base.clock.HumanDuration;
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

    /** As kubectl shows ages, but that two days and more are days alone, and a future is none: {@code 7s}, {@code 5m12s}, {@code 3h}, {@code 12d}. */
    public static String format(Duration span) {
        if (span.isNegative()) {
            return HumanDuration.format(Duration.ZERO);
        }
        return span.toDays() < 2 ? HumanDuration.format(span) : span.toDays() + "d";
    }
}
