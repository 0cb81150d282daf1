package dev.coracle.api.schema;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions of schemas, compiled once. Patterns come from whoever may write a CRD and values from whoever may write an object, so
 * that a match may take no more than a bounded number of steps; one that would is no match.
 */
final class Patterns {

    private static final int MAX_KEPT = 10_000;
    private static final long MAX_STEPS = 5_000_000;
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private Patterns() {}

    /** Whether the pattern occurs in the text; a pattern that is none occurs nowhere. */
    static boolean finds(String pattern, String text) {
        try {
            if (COMPILED.size() > MAX_KEPT) {
                COMPILED.clear();
            }
            return COMPILED.computeIfAbsent(pattern, key -> Pattern.compile(RegexTranslation.toJava(key)))
                    .matcher(new Counted(text, new long[]{MAX_STEPS}))
                    .find();
        } catch (PatternSyntaxException | OutOfSteps e) {
            return false;
        }
    }

    private static final class OutOfSteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfSteps() {
            super("the pattern takes too long on this value", null, false, false);
        }
    }

    /** A text that counts how often it is looked at: Java's matcher backtracks, and has no bound of its own. */
    private record Counted(CharSequence text, long[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new OutOfSteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
