package dev.coracle.store.port;

import java.util.Optional;

/** How a compare-and-set ended. */
public sealed interface WriteResult {

    /** It is durable, at this revision. */
    record Written(long revision) implements WriteResult {}

    /** The key was not as expected; {@code current} is what it was, read in the same transaction; nothing was written. */
    record Conflict(Optional<KeyValue> current, long revision) implements WriteResult {}
}
