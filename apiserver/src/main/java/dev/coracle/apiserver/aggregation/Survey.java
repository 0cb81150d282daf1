package dev.coracle.apiserver.aggregation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was last found out about an extension server.
 *
 * @param of       the server and what stood behind it: another one is surveyed anew
 * @param fault    why it is not available
 * @param due      when to look again
 * @param failures in a row
 * @param entry    its group version in aggregated discovery, from the last time that it answered
 * @param openApi2 its OpenAPI document, if it has one
 * @param openApi3 where its OpenAPI 3 document lies, with a hash, if it has one
 */
record Survey(String of, Optional<Fault> fault, Instant due, int failures, Optional<ObjectNode> entry,
        Optional<Tagged> openApi2, Optional<String> openApi3) {

    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);

    static Survey first(String of, Optional<Fault> fault, Optional<ObjectNode> entry, Instant now) {
        return new Survey(of, Optional.empty(), now, 0, entry, Optional.empty(), Optional.empty()).again(fault, entry,
                now);
    }

    /** What the next look has found. */
    Survey again(Optional<Fault> newFault, Optional<ObjectNode> newEntry, Instant now) {
        int count = newFault.isPresent() ? failures + 1 : 0;
        Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(Math.max(count - 1, 0), 10));
        Duration wait = newFault.isPresent() && retry.compareTo(PERIOD) < 0 ? retry : PERIOD;
        return new Survey(of, newFault, now.plus(wait), count, newEntry, openApi2, openApi3);
    }

    Survey with(Optional<Tagged> newOpenApi2, Optional<String> newOpenApi3) {
        return new Survey(of, fault, due, failures, entry, newOpenApi2, newOpenApi3);
    }

    /** Whether documents that were made from the one hold with the other. */
    boolean tellsTheSameAs(Survey other) {
        return fault.isPresent() == other.fault.isPresent() && entry.equals(other.entry)
                && openApi2.equals(other.openApi2) && openApi3.equals(other.openApi3);
    }

    /** Why it is not available. */
    record Fault(String reason, String message) {}

    /** A document with its ETag, which may be empty. */
    record Tagged(ObjectNode tree, String tag) {}
}
