package dev.coracle.api.schema.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions of schemas, compiled once. Patterns come from whoever may write a CRD and values from whoever may write an object: they
 * are in Go's dialect (RE2), and a match takes time in proportion to the value.
 */
final class Patterns {

    private static final int MAX_KEPT = 10_000;
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private Patterns() {}

    /** Whether the pattern occurs in the text; a pattern that is none occurs nowhere. */
    static boolean finds(String pattern, String text) {
        try {
            if (COMPILED.size() > MAX_KEPT) {
                COMPILED.clear();
            }
            return COMPILED.computeIfAbsent(pattern, Pattern::compile).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
