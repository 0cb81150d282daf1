package dev.coracle.cluster.past;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them. */
public final class Sizes {

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(|[KMGT]i?B?|B)", Pattern.CASE_INSENSITIVE);
    private static final Map<Character, Integer> POWERS = Map.of('K', 1, 'M', 2, 'G', 3, 'T', 4);
    private static final String UNITS = "kMGT";

    private Sizes() {}

    /** Reads {@code 500M}, {@code 2Gi}, {@code 1048576}. @throws IllegalArgumentException if it is no size, or too large for any disk */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no size; give one such as 500M or 2Gi");
        }
        String unit = form.group(2).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : POWERS.getOrDefault(unit.charAt(0), 0);
        long bytes = Long.parseLong(form.group(1));
        for (int i = 0; i < power; i++) {
            try {
                bytes = Math.multiplyExact(bytes, unit.contains("I") ? 1024L : 1000L);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("\"" + text + "\" is more than any disk has");
            }
        }
        return bytes;
    }

    /** In decimal units with one digit: {@code 512 B}, {@code 14.2 kB}, {@code 3.1 GB}. */
    public static String format(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, UNITS.charAt(unit));
    }
}
