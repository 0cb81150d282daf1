package dev.coracle.store.timeline;

import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.Timeline.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** The plain model of one store: all that it held at each revision, by itself. */
final class Line {

    /** A value, and the lease that it hangs on. */
    record Value(String text, long lease) {}

    private final TreeMap<Long, TreeMap<String, Value>> past = new TreeMap<>();
    private final TreeMap<Long, Instant> times = new TreeMap<>();
    final TreeSet<Long> leases = new TreeSet<>();
    List<Turn> turns = new ArrayList<>();
    long compacted;

    Line() {
        past.put(1L, new TreeMap<>());
    }

    Line copy() {
        Line copy = new Line();
        past.forEach((revision, state) -> copy.past.put(revision, new TreeMap<>(state)));
        if (!past.containsKey(1L)) {
            copy.past.remove(1L);
        }
        copy.times.putAll(times);
        copy.leases.addAll(leases);
        copy.turns = new ArrayList<>(turns);
        copy.compacted = compacted;
        return copy;
    }

    long newest() {
        return past.lastKey();
    }

    /** The oldest revision that can be read. */
    long oldest() {
        return Math.max(1, compacted);
    }

    TreeMap<String, Value> now() {
        return at(newest());
    }

    TreeMap<String, Value> at(long revision) {
        return Objects.requireNonNull(past.get(revision), () -> "revision " + revision);
    }

    TreeMap<String, String> values() {
        return TimelineModelTest.values(now());
    }

    /** Revisions that were written since the compaction, with their times. */
    Map<Long, Instant> times() {
        return times.tailMap(compacted, false);
    }

    long newestAt(Instant time) {
        return times.entrySet().stream().filter(written -> !written.getValue().isAfter(time)).map(Map.Entry::getKey)
                .max(Long::compare).orElseThrow();
    }

    void write(Map<String, Value> puts, List<String> deletes, Instant time) {
        TreeMap<String, Value> next = new TreeMap<>(now());
        next.putAll(puts);
        deletes.forEach(next::remove);
        long revision = newest() + 1;
        past.put(revision, next);
        times.put(revision, time);
    }

    void revoke(long lease, Instant time) {
        leases.remove(lease);
        List<String> gone = now().entrySet().stream().filter(one -> one.getValue().lease == lease)
                .map(Map.Entry::getKey).toList();
        if (!gone.isEmpty()) {
            write(Map.of(), gone, time);
        }
    }

    void compact(long revision) {
        compacted = revision;
        past.headMap(revision, false).clear();
        turns.removeIf(turn -> turn.at() < revision);
    }

    /** What is the same stays, on its lease; what comes back is on its lease if that lives. */
    void become(TreeMap<String, Value> target, long to, Instant time) {
        TreeMap<String, Value> puts = new TreeMap<>();
        target.forEach((key, value) -> {
            Value is = now().get(key);
            if (is == null || !is.text.equals(value.text)) {
                puts.put(key, new Value(value.text, leases.contains(value.lease) ? value.lease : 0));
            }
        });
        List<String> deletes = now().keySet().stream().filter(key -> !target.containsKey(key)).toList();
        if (!puts.isEmpty() || !deletes.isEmpty()) {
            write(puts, deletes, time);
            turns.add(new Turn(newest(), to));
        }
    }

    static TreeMap<String, Value> shown(EmbeddedStore store, OptionalLong revision) {
        TreeMap<String, Value> found = new TreeMap<>();
        store.list("k", "l", 0, revision).value().items().forEach(kv -> found.put(kv.key(),
                new Value(new String(kv.value(), StandardCharsets.UTF_8), kv.lease())));
        return found;
    }
}
