package dev.coracle.apiserver.admission.cel.cost.estimate;

/**
 * From how much to how much: elements of a value, or units of work. Sums and products that don't fit stay at {@link #MANY}.
 *
 * @param min never negative
 * @param max {@link #MANY} if nothing bounds it
 */
public record Extent(long min, long max) {

    /** More than can be counted. */
    public static final long MANY = Long.MAX_VALUE;
    /** Of what nothing is known. */
    public static final Extent UNKNOWN = new Extent(0, MANY);

    static final Extent NONE = exactly(0);
    static final Extent ONE = exactly(1);

    /** Of traversing a character or a byte of a string. */
    public static final double TRAVERSAL = 0.1;
    /** Of a character of a regular expression, for each tenth of a character that it is matched with. */
    public static final double REGEX = 0.25;

    public static Extent exactly(long amount) {
        return new Extent(amount, amount);
    }

    public static Extent upTo(long max) {
        return new Extent(0, max);
    }

    Extent plus(Extent other) {
        return new Extent(sum(min, other.min), sum(max, other.max));
    }

    Extent times(Extent other) {
        return new Extent(product(min, other.min), product(max, other.max));
    }

    /** Rounded up. */
    Extent times(double factor) {
        return new Extent(scaled(min, factor), scaled(max, factor));
    }

    /** What holds both. */
    Extent or(Extent other) {
        return new Extent(Math.min(min, other.min), Math.max(max, other.max));
    }

    /** {@link #MANY} if it is more. */
    public static long sum(long a, long b) {
        return a > MANY - b ? MANY : a + b;
    }

    public static long product(long a, long b) {
        return b != 0 && a > MANY / b ? MANY : a * b;
    }

    /** Rounded up; {@link #MANY} if it is more. */
    public static long scaled(long amount, double factor) {
        double exact = Math.ceil(amount * factor);
        return exact >= (double) MANY ? MANY : (long) exact;
    }
}
