package dev.coracle.client.controller;

import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a controller has asked the server for and not yet seen in its caches. Until then a reconciliation would ask for
 * it again. Expectations lapse after five minutes: an event may have been missed. Safe for any thread.
 */
public final class Expectations {

    private static final long LAPSE = Duration.ofMinutes(5).toNanos();

    private static final class Expected {
        int creations;
        final Set<String> deletions = new HashSet<>();
        long since;
    }

    private final Clock clock;
    private final Map<String, Expected> byKey = new ConcurrentHashMap<>();

    public Expectations(Clock clock) {
        this.clock = clock;
    }

    /** {@code n} objects are about to be created for {@code key}; call {@link #creationObserved} for one that fails. */
    public void expectCreations(String key, int n) {
        byKey.compute(key, (k, before) -> {
            Expected expected = before == null ? new Expected() : before;
            expected.creations += n;
            expected.since = clock.nanoTime();
            return expected;
        });
    }

    /** These objects, by uid or key, are about to be deleted; call {@link #deletionObserved} for one that fails. */
    public void expectDeletions(String key, Collection<String> objects) {
        byKey.compute(key, (k, before) -> {
            Expected expected = before == null ? new Expected() : before;
            expected.deletions.addAll(objects);
            expected.since = clock.nanoTime();
            return expected;
        });
    }

    public void creationObserved(String key) {
        byKey.computeIfPresent(key, (k, expected) -> {
            expected.creations = Math.max(0, expected.creations - 1);
            return expected.creations == 0 && expected.deletions.isEmpty() ? null : expected;
        });
    }

    public void deletionObserved(String key, String object) {
        byKey.computeIfPresent(key, (k, expected) -> {
            expected.deletions.remove(object);
            return expected.creations == 0 && expected.deletions.isEmpty() ? null : expected;
        });
    }

    /**
     * What is expected now may never be seen, because the server was taken back: it is waited for only so much longer. A request that is
     * under way may still be seen within that time.
     *
     * @return the keys that are worth a look when {@code rest} has passed
     */
    public List<String> lapseIn(Duration rest) {
        long since = clock.nanoTime() - LAPSE + rest.toNanos();
        List<String> keys = List.copyOf(byKey.keySet());
        keys.forEach(key -> byKey.computeIfPresent(key, (k, expected) -> {
            expected.since = since;
            return expected;
        }));
        return keys;
    }

    /** Whether everything asked for has been seen, or has lapsed. */
    public boolean satisfied(String key) {
        Expected left = byKey.computeIfPresent(key,
                (k, expected) -> clock.nanoTime() - expected.since > LAPSE ? null : expected);
        return left == null;
    }

    /** The object of this key is gone. */
    public void forget(String key) {
        byKey.remove(key);
    }
}
