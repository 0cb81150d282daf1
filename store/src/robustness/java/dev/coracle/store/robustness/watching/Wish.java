package dev.coracle.store.robustness.watching;

import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Request;

/**
 * What a watch asks for.
 *
 * @param to    exclusive; empty: just the one key
 * @param start the first revision wanted; 0: what comes
 */
public record Wish(String from, String to, long start, boolean previous, boolean puts, boolean deletes) {

    /** Every key that the traffic uses, from the first revision on. */
    public static final Wish EVERYTHING = new Wish("!", "~", 2, false, true, true);

    /** All that happens below {@code prefix}. */
    public static Wish below(String prefix, long start) {
        return new Wish(prefix, Request.after(prefix), start, true, true, true);
    }

    /** The same from another revision on. */
    public Wish startingAt(long next) {
        return new Wish(from, to, next, previous, puts, deletes);
    }

    public Wish withPrevious() {
        return new Wish(from, to, start, true, puts, deletes);
    }

    public Wish withoutPuts() {
        return new Wish(from, to, start, previous, false, deletes);
    }

    public Wish withoutDeletes() {
        return new Wish(from, to, start, previous, puts, false);
    }

    boolean wants(Event event) {
        boolean inRange = to.isEmpty()
                ? event.key().equals(from)
                : event.key().compareTo(from) >= 0 && event.key().compareTo(to) < 0;
        return inRange && (event.now().isPresent() ? puts : deletes);
    }
}
