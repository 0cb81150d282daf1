package dev.coracle.api.apply.fields;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Steps to items of lists as they were read last, by their encoding: each has JSON in it, and the same few stand in the entries of
 * thousands of objects. Bounded: only short ones are kept, and all are forgotten when there are too many. Safe for use by any number of
 * threads.
 */
final class KnownSteps {

    private static final int LIMIT = 4096;
    private static final int LONGEST = 128;
    private static final Map<String, Optional<PathElement>> KNOWN = new ConcurrentHashMap<>();

    private KnownSteps() {}

    static Optional<PathElement> decoded(String encoded, Function<String, Optional<PathElement>> decoder) {
        if (encoded.length() > LONGEST) {
            return decoder.apply(encoded);
        }
        Optional<PathElement> known = KNOWN.get(encoded);
        if (known == null) {
            known = decoder.apply(encoded);
            if (KNOWN.size() >= LIMIT) {
                KNOWN.clear();
            }
            KNOWN.put(encoded, known);
        }
        return known;
    }
}
