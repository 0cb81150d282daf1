package dev.coracle.apiserver.verb.write;

import java.util.concurrent.ThreadLocalRandom;

/** Names out of {@code generateName}: five characters that make no words. Source: apimachinery's rand.String. */
final class GeneratedNames {

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int MAX_BASE = 63 - SUFFIX;
    /** How often a taken name is replaced by another. */
    static final int ATTEMPTS = 8;

    private GeneratedNames() {}

    static String of(String base) {
        StringBuilder name = new StringBuilder(base.length() > MAX_BASE ? base.substring(0, MAX_BASE) : base);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        return name.toString();
    }
}
