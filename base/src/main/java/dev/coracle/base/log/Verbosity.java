package dev.coracle.base.log;

/** How much is logged ({@code -v}): warnings and notices always, details from 4 on, everything from 6 on. Counts at once, for all threads. */
public final class Verbosity {

    private static final int DETAILS = 4;
    private static final int EVERYTHING = 6;

    private static volatile int level;

    private Verbosity() {}

    public static void set(int newLevel) {
        level = newLevel;
    }

    static boolean details() {
        return level >= DETAILS;
    }

    static boolean everything() {
        return level >= EVERYTHING;
    }
}
