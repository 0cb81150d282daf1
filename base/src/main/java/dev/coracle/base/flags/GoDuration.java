package dev.coracle.base.flags;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h2m3.5s}, {@code 300ms}, {@code 0}. */
public final class GoDuration {

    private static final Pattern PART = Pattern.compile("(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "ms", 1_000_000L, "s",
            1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** @throws IllegalArgumentException when it is no duration, or longer than 292 years */
    public static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(rest);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (part.find() && part.start() == at) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2)))));
            at = part.end();
        }
        if (at == 0 || at != rest.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        Duration duration = Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
        return negative ? duration.negated() : duration;
    }

    private static long unit(String name) {
        return NANOS.getOrDefault(name, 0L);
    }

    /** As Go prints it: {@code 1h0m0s}, {@code 1.5s}, {@code 300ms}, {@code 0s}. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            long nanos = duration.toNanos();
            return nanos >= 1_000_000
                    ? plain(nanos, 1_000_000) + "ms"
                    : nanos >= 1_000 ? plain(nanos, 1_000) + "µs" : nanos + "ns";
        }
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        String seconds = plain(duration.toSecondsPart() * 1_000_000_000L + duration.toNanosPart(), 1_000_000_000)
                + "s";
        return hours > 0 ? hours + "h" + minutes + "m" + seconds : minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String plain(long value, long unit) {
        return new BigDecimal(value).divide(BigDecimal.valueOf(unit)).stripTrailingZeros().toPlainString();
    }
}
