package dev.coracle.api.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An exact amount with the suffix family it was written in: {@code 100m}, {@code 1.5Gi}, {@code 2e3}. Immutable. Equality is by amount.
 * Source: apimachinery's resource.Quantity, with its canonical form: the largest suffix that needs no fraction.
 */
public final class Quantity implements Comparable<Quantity> {

    /** How it is written. */
    public enum Format {
        DECIMAL_SI, BINARY_SI, DECIMAL_EXPONENT
    }

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);

    private static final Pattern FORM = Pattern
            .compile("([+-]?)([0-9]*)(?:\\.([0-9]*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,4})?");
    private static final Pattern LOOSE_FORM = Pattern.compile("[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*");
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final Map<String, Integer> DECIMAL_POWER = Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9,
            "T", 12, "P", 15,
            "E", 18);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final BigDecimal MAX = new BigDecimal(Long.MAX_VALUE);
    private static final BigDecimal MIN = new BigDecimal(Long.MIN_VALUE);
    private static final int MAX_LENGTH = 60;
    /** So many digits fit into a long, whatever they are; more are rare. */
    private static final int EVERYDAY = 15;
    private static final Set<String> SUFFIXES = Stream.of(DECIMAL, BINARY).flatMap(Arrays::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final BigDecimal amount;
    private final Format format;

    private Quantity(BigDecimal amount, Format format) {
        this.amount = amount;
        this.format = format;
    }

    /** @throws IllegalArgumentException in apimachinery's words */
    public static Quantity parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException(whyNot(text)));
    }

    /** What apimachinery says of a text that is no quantity. */
    public static String whyNot(String text) {
        return LOOSE_FORM.matcher(text).matches()
                ? "unable to parse quantity's suffix"
                : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    }

    /**
     * The text that upstream answers with for a quantity given in an object. It is the canonical form, but for texts that differ from it
     * only in how the same digits are written ({@code +5}, {@code 01Ki}, {@code 1E3}), which stay.
     *
     * @param finest what is finer than this power of ten is rounded away from zero
     * @return empty if the text is no quantity
     */
    public static Optional<String> canonical(String text, int finest) {
        if (isPlain(text)) {
            return Optional.of(text);
        }
        String trimmed = text.strip();
        return tryParse(trimmed).map(quantity -> {
            Quantity rounded = quantity.roundedUp(finest);
            String form = rounded.toString();
            return rounded.equals(quantity) && sameDigits(trimmed, form) ? trimmed : form;
        });
    }

    /** The everyday forms, which are canonical: up to 15 digits, in whole units or thousandths, that no larger suffix could take up. */
    private static boolean isPlain(String text) {
        int digits = digits(text);
        long number = number(text, digits);
        if (number == 0) {
            return false;
        }
        return switch (text.substring(digits)) {
            case "", "m", "k", "M", "G", "T" -> number % 1000 != 0;
            case "Ki", "Mi", "Gi" -> number % 1024 != 0 && number < 1_000_000;
            default -> false;
        };
    }

    /** How many digits it begins with. */
    private static int digits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    /** The number that so many digits make at the beginning of the text; 0 of none and of more than 15. */
    private static long number(String text, int digits) {
        return digits == 0 || digits > EVERYDAY ? 0 : Long.parseLong(text, 0, digits, 10);
    }

    private static boolean sameDigits(String text, String form) {
        Matcher written = FORM.matcher(text);
        Matcher printed = FORM.matcher(form);
        return written.matches() && printed.matches() && (written.group(3) == null || written.group(3).isEmpty())
                && !written.group(2).isEmpty() && !form.equals("0")
                && new BigInteger(written.group(2)).equals(new BigInteger(printed.group(2)));
    }

    /** Without what is finer than this power of ten, away from zero. */
    public Quantity roundedUp(int finest) {
        return amount.scale() > -finest ? new Quantity(amount.setScale(-finest, RoundingMode.UP), format) : this;
    }

    public static Optional<Quantity> tryParse(String text) {
        int digits = digits(text);
        String rest = text.substring(digits);
        if (digits > 0 && digits <= EVERYDAY && SUFFIXES.contains(rest)) {
            return times(BigDecimal.valueOf(number(text, digits)), rest);
        }
        Matcher form = FORM.matcher(text);
        if (text.isEmpty() || text.length() > MAX_LENGTH || !form.matches()) {
            return Optional.empty();
        }
        String whole = form.group(2);
        String fraction = form.group(3) == null ? "" : form.group(3);
        if (whole.isEmpty() && form.group(3) == null) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(
                form.group(1) + (whole.isEmpty() ? "0" : whole) + (fraction.isEmpty() ? "" : "." + fraction));
        return times(number, form.group(4) == null ? "" : form.group(4));
    }

    /** @return empty if the suffix is an exponent that is too large */
    private static Optional<Quantity> times(BigDecimal number, String suffix) {
        if (suffix.endsWith("i")) {
            BigDecimal unit = KIBI.pow("KMGTPE".indexOf(suffix.charAt(0)) + 1);
            return Optional.of(new Quantity(bounded(number.multiply(unit), Format.BINARY_SI), Format.BINARY_SI));
        }
        if (suffix.length() <= 1) {
            BigDecimal amount = suffix.isEmpty()
                    ? number
                    : number.scaleByPowerOfTen(DECIMAL_POWER.getOrDefault(suffix, 0));
            return Optional.of(new Quantity(bounded(amount, Format.DECIMAL_SI), Format.DECIMAL_SI));
        }
        int exponent = Integer.parseInt(suffix.substring(1));
        return Math.abs(exponent) > 100
                ? Optional.empty()
                : Optional.of(new Quantity(bounded(number.scaleByPowerOfTen(exponent), Format.DECIMAL_EXPONENT),
                        Format.DECIMAL_EXPONENT));
    }

    /** Nothing finer than a billionth, rounded away from zero; binary amounts end at what 63 bits hold. */
    private static BigDecimal bounded(BigDecimal number, Format format) {
        BigDecimal fine = number.scale() > 9 ? number.setScale(9, RoundingMode.UP) : number;
        return format == Format.BINARY_SI && fine.compareTo(MAX) > 0 ? MAX : fine;
    }

    public static Quantity of(long value, Format format) {
        return new Quantity(BigDecimal.valueOf(value), format);
    }

    public static Quantity ofMilli(long milli) {
        return new Quantity(BigDecimal.valueOf(milli, 3), Format.DECIMAL_SI);
    }

    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), isZero() ? other.format : format);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format);
    }

    public Quantity negated() {
        return new Quantity(amount.negate(), format);
    }

    public int signum() {
        return amount.signum();
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public Format format() {
        return format;
    }

    /** In whole units, rounded up; the nearest long there is if it does not fit. */
    public long value() {
        return whole(amount);
    }

    /** In thousandths, rounded up; the largest long if there are more. */
    public long milliValue() {
        return whole(amount.multiply(THOUSAND));
    }

    private static long whole(BigDecimal number) {
        return number.setScale(0, RoundingMode.CEILING).min(MAX).max(MIN).longValue();
    }

    /** Whether it is the other, taken a whole number of times. @param other not zero */
    public boolean isMultipleOf(Quantity other) {
        return amount.remainder(other.amount).signum() == 0;
    }

    public boolean isInteger() {
        return amount.stripTrailingZeros().scale() <= 0;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Quantity q && amount.compareTo(q.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /** The canonical form. */
    @Override
    public String toString() {
        if (isZero()) {
            return "0";
        }
        return switch (format) {
            case BINARY_SI -> isInteger() && amount.abs().compareTo(KIBI) >= 0 ? binary() : decimal();
            case DECIMAL_SI -> decimal();
            case DECIMAL_EXPONENT -> exponent();
        };
    }

    private String binary() {
        BigInteger whole = amount.toBigIntegerExact();
        int power = 0;
        BigInteger kibi = BigInteger.valueOf(1024);
        while (power < BINARY.length - 1 && whole.mod(kibi).signum() == 0) {
            whole = whole.divide(kibi);
            power++;
        }
        return whole + BINARY[power];
    }

    private String decimal() {
        BigDecimal scaled = amount.scaleByPowerOfTen(9);
        BigInteger nano = scaled.setScale(0, RoundingMode.UP).toBigIntegerExact();
        int power = thousands(nano, DECIMAL.length - 1);
        return nano.divide(BigInteger.TEN.pow(3 * power)) + DECIMAL[power];
    }

    private String exponent() {
        BigInteger nano = amount.scaleByPowerOfTen(9).setScale(0, RoundingMode.UP).toBigIntegerExact();
        int power = thousands(nano, 50);
        int exponent = 3 * power - 9;
        return nano.divide(BigInteger.TEN.pow(3 * power)) + (exponent == 0 ? "" : "e" + exponent);
    }

    private static int thousands(BigInteger nano, int max) {
        BigInteger thousand = BigInteger.valueOf(1000);
        BigInteger rest = nano;
        int power = 0;
        while (power < max && rest.mod(thousand).signum() == 0) {
            rest = rest.divide(thousand);
            power++;
        }
        return power;
    }
}
