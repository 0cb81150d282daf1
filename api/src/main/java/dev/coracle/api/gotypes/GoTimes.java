package dev.coracle.api.gotypes;

import java.time.YearMonth;
import java.util.Optional;

/**
 * What Go's {@code time.Parse} says of a text that is no time. metav1.Time takes RFC 3339 with any fraction, metav1.MicroTime exactly six
 * decimals.
 */
final class GoTimes {

    private static final String SECONDS = "2006-01-02T15:04:05Z07:00";
    private static final String MICROS = "2006-01-02T15:04:05.000000Z07:00";

    private final String text;
    private final boolean micro;
    private String rest;
    private Optional<String> range = Optional.empty();

    private GoTimes(String text, boolean micro) {
        this.text = text;
        this.micro = micro;
        this.rest = text;
    }

    /** What is wrong, or empty for a time. */
    static Optional<String> mismatch(String text, boolean micro) {
        return new GoTimes(text, micro).parse();
    }

    private Optional<String> parse() {
        int year = number(4);
        if (year < 0) {
            return cannot("2006");
        }
        if (!literal('-')) {
            return cannot("-");
        }
        int month = number(2);
        if (month < 0) {
            return cannot("01");
        }
        check("month", month, 1, 12);
        if (!literal('-')) {
            return range.isPresent() ? range : cannot("-");
        }
        int day = number(2);
        if (day < 0) {
            return cannot("02");
        }
        return range.isPresent() ? range : timeOfDay(year, month, day);
    }

    private Optional<String> timeOfDay(int year, int month, int day) {
        String[] elements = {"15", "04", "05"};
        String[] names = {"hour", "minute", "second"};
        char[] separators = {'T', ':', ':'};
        int[] most = {23, 59, 59};
        for (int i = 0; i < elements.length; i++) {
            if (!literal(separators[i])) {
                return cannot(String.valueOf(separators[i]));
            }
            int value = number(2);
            if (value < 0) {
                return cannot(elements[i]);
            }
            check(names[i], value, 0, most[i]);
            if (range.isPresent()) {
                return range;
            }
        }
        Optional<String> wrong = fraction().or(this::zone);
        if (wrong.isPresent()) {
            return wrong;
        }
        if (!rest.isEmpty()) {
            return Optional.of("parsing time \"" + text + "\": extra text: \"" + rest + "\"");
        }
        check("day", day, 1, YearMonth.of(year, month).lengthOfMonth());
        return range;
    }

    private Optional<String> fraction() {
        int digits = 0;
        boolean point = !rest.isEmpty() && (rest.charAt(0) == '.' || rest.charAt(0) == ',');
        while (point && digits + 1 < rest.length() && digit(rest.charAt(digits + 1))) {
            digits++;
        }
        if (micro) {
            if (digits < 6) {
                return cannot(".000000");
            }
            rest = rest.substring(7);
        } else if (digits > 0) {
            rest = rest.substring(digits + 1);
        }
        return Optional.empty();
    }

    private Optional<String> zone() {
        if (literal('Z')) {
            return Optional.empty();
        }
        boolean offset = rest.length() >= 6 && "+-".indexOf(rest.charAt(0)) >= 0 && rest.charAt(3) == ':'
                && digit(rest.charAt(1)) && digit(rest.charAt(2)) && digit(rest.charAt(4)) && digit(rest.charAt(5));
        if (!offset) {
            return cannot("Z07:00");
        }
        check("time zone offset hour", Integer.parseInt(rest.substring(1, 3)), 0, 24);
        check("time zone offset minute", Integer.parseInt(rest.substring(4, 6)), 0, 60);
        rest = rest.substring(6);
        return range;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The number of so many digits that comes next, or -1. */
    private int number(int digits) {
        if (rest.length() < digits || !rest.substring(0, digits).chars().allMatch(c -> digit((char) c))) {
            return -1;
        }
        int value = Integer.parseInt(rest.substring(0, digits));
        rest = rest.substring(digits);
        return value;
    }

    private boolean literal(char c) {
        if (rest.isEmpty() || rest.charAt(0) != c) {
            return false;
        }
        rest = rest.substring(1);
        return true;
    }

    private void check(String what, int value, int least, int most) {
        if (range.isEmpty() && (value < least || value > most)) {
            range = Optional.of("parsing time \"" + text + "\": " + what + " out of range");
        }
    }

    private Optional<String> cannot(String element) {
        return Optional.of("parsing time \"" + text + "\" as \"" + (micro ? MICROS : SECONDS) + "\": cannot parse \""
                + rest + "\" as \"" + element + "\"");
    }
}
