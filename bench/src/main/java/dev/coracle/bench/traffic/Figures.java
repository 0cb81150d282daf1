package dev.coracle.bench.traffic;

import java.util.Locale;

/** What was measured, as it is found out. */
public final class Figures {

    private Figures() {}

    /** A line "name TAB value" for whoever makes a table of it, and one for whoever waits. */
    public static void say(String name, double value) {

        System.out.printf(Locale.ROOT, "%s\t%.1f%n", name, value);
        System.err.printf(Locale.ROOT, "  %s: %.1f%n", name, value);
    }
}
