package dev.coracle.base.failpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A named place in the code at which a test can make the process die, as {@code kill -9} would: no hook runs, no buffer is flushed. Which
 * ones are armed is said when the process starts, in the system property {@value #PROPERTY}, for example
 * {@code commit.before-sync=halt@250,compact.between=halt%0.01~42}: halt when the place is reached for the 250th time; halt each time with
 * a probability of 0.01, by a random sequence with seed 42. Without the property a place costs nothing: the JIT drops the call.
 *
 * <p>Safe for use by any number of threads.
 */
public final class Failpoint {

    /** Where the armed places are named. */
    public static final String PROPERTY = "coracle.failpoints";
    /** What the process answers when it dies here; that of a process killed by signal 9. */
    public static final int EXIT_CODE = 137;

    private static final Map<String, Trigger> ARMED = parse(System.getProperty(PROPERTY, ""));
    private static final boolean ON = !ARMED.isEmpty();

    private Failpoint() {}

    /** When a place that is reached kills. */
    interface Trigger {
        boolean pulled();
    }

    /** Says that the place is reached; does not return if it is armed and its time has come. */
    public static void reached(String place) {
        if (ON) {
            Trigger trigger = ARMED.get(place);
            if (trigger != null && trigger.pulled()) {
                System.err.println("failpoint: halted at " + place);
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }

    /** @throws IllegalArgumentException if the text is not of the form above: a mistyped failpoint must not pass for a test */
    static Map<String, Trigger> parse(String text) {
        Map<String, Trigger> armed = new HashMap<>();
        for (String one : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = one.indexOf('=');
            if (equals <= 0) {
                throw malformed(one);
            }
            armed.put(one.substring(0, equals).strip(), trigger(one, one.substring(equals + 1).strip()));
        }
        return armed;
    }

    private static Trigger trigger(String one, String action) {
        try {
            if (action.startsWith("halt@")) {
                AtomicLong left = new AtomicLong(Long.parseLong(action.substring("halt@".length())));
                return () -> left.decrementAndGet() == 0;
            }
            if (action.startsWith("halt%") && action.indexOf('~') > 0) {
                int tilde = action.indexOf('~');
                double probability = Double.parseDouble(action.substring("halt%".length(), tilde));
                Random random = new Random(Long.parseLong(action.substring(tilde + 1)));
                return () -> random.nextDouble() < probability;
            }
        } catch (NumberFormatException e) {
            throw malformed(one);
        }
        throw malformed(one);
    }

    private static IllegalArgumentException malformed(String one) {
        return new IllegalArgumentException("-D" + PROPERTY + " has \"" + one
                + "\"; write PLACE=halt@N (the N-th time) or PLACE=halt%PROBABILITY~SEED");
    }
}
