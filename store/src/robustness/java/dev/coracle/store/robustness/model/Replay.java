package dev.coracle.store.robustness.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sequence of writes as a watch of everything told it, and the state of the store after each of them. What was before each event is
 * computed here, not taken from the watch. Not safe for use by several threads.
 */
public final class Replay {

    private final SortedMap<Long, List<Event>> byRevision = new TreeMap<>();
    private final SortedMap<Long, StoreState> states = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();

    /** @param events in the order in which they were heard; @param upTo the last revision that they tell of */
    public Replay(List<Event> events, long upTo) {
        for (Event event : events) {
            byRevision.computeIfAbsent(event.revision(), r -> new ArrayList<>()).add(event);
        }
        StoreState state = StoreState.EMPTY;
        states.put(state.revision(), state);
        for (long revision = state.revision() + 1; revision <= upTo; revision++) {
            List<Event> at = byRevision.getOrDefault(revision, List.of());
            if (at.isEmpty()) {
                faults.add("revision " + revision + " has no event: revisions have a gap, or the event was lost");
            }
            state = apply(state.at(revision), at);
            states.put(revision, state);
        }
    }

    private StoreState apply(StoreState before, List<Event> events) {
        StoreState state = before;
        for (int i = 0; i < events.size(); i++) {
            Event heard = events.get(i);
            Optional<Kv> old = state.get(heard.key());
            events.set(i, new Event(heard.revision(), heard.key(), heard.now(), old));
            if (heard.now().isPresent()) {
                Kv kv = heard.now().get();
                if (kv.mod() != heard.revision() || kv.version() != old.map(Kv::version).orElse(0L) + 1
                        || kv.create() != old.map(Kv::create).orElse(kv.mod())) {
                    faults.add("the numbers of " + heard + " do not follow those of " + old);
                }
                state = state.with(kv);
            } else if (old.isPresent()) {
                state = state.without(old.get());
            } else {
                faults.add(heard + ": the key was not there");
            }
        }
        return state;
    }

    /** What is wrong with the sequence itself. */
    public List<String> faults() {
        return faults;
    }

    public long lastRevision() {
        return states.lastKey();
    }

    /** The events of one revision. */
    public List<Event> at(long revision) {
        return byRevision.getOrDefault(revision, List.of());
    }

    /** The events of revisions from {@code first} to {@code last}, in order. */
    public List<Event> between(long first, long last) {
        return first > last
                ? List.of()
                : byRevision.subMap(first, last + 1).values().stream().flatMap(List::stream).toList();
    }

    /** Whether a range at a past revision was answered with what was there. @return what is wrong, if anything is */
    public Optional<String> check(Request.Range range, Answer.Done heard) {
        StoreState state = states.get(range.revision());
        if (state == null || !(heard.results().getFirst() instanceof Answer.Result.Found found)) {
            return Optional.of(range + " was answered, but there never was such a revision: " + heard);
        }
        Answer.Result expected = new Turn(state).apply(new Request.Range(range.from(), range.to(), range.limit(), 0));
        return expected.equals(found)
                ? Optional.empty()
                : Optional.of(range + " was answered with " + found + " and not " + expected);
    }
}
