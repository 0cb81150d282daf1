package dev.coracle.store.robustness.model;

import java.util.Optional;

/**
 * What one revision did to one key.
 *
 * @param now    what was put; empty if it was deleted
 * @param before what it was until then
 */
public record Event(long revision, String key, Optional<Kv> now, Optional<Kv> before) {

    /** The same event without what was before, as a watch without prev_kv hears it. */
    public Event withoutBefore() {
        return new Event(revision, key, now, Optional.empty());
    }

    @Override
    public String toString() {
        return now.map(kv -> "put " + kv).orElse("delete " + key + "@" + revision)
                + before.map(kv -> " (was " + kv + ")").orElse("");
    }
}
