package dev.coracle.api.quantity;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A number, or a percentage of one. Source: apimachinery's intstr. */
public final class IntOrString {

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,9})%");

    private IntOrString() {}

    /** The number meant, given what is 100 %; percentages are rounded up or down. Empty if the value is neither. */
    public static OptionalInt scaled(JsonNode value, int total, boolean roundUp) {
        if (value.isIntegralNumber()) {
            return OptionalInt.of(value.intValue());
        }
        Matcher percent = PERCENT.matcher(value.asString(""));
        if (!percent.matches()) {
            return OptionalInt.empty();
        }
        long product = Long.parseLong(percent.group(1)) * total;
        return OptionalInt.of((int) (roundUp ? (product + 99) / 100 : product / 100));
    }

    public static boolean isPercent(JsonNode value) {
        return PERCENT.matcher(value.asString("")).matches();
    }
}
