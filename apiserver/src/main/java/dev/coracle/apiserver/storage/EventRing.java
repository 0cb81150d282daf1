package dev.coracle.apiserver.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The newest events of one resource, at most {@link #LIMIT}, for watches that begin in the past. Guarded by its cache's lock. */
final class EventRing {

    static final int LIMIT = 10_000;

    private final ArrayDeque<CacheEvent> events = new ArrayDeque<>();
    private long completeAfter;

    /** @param completeAfter the revision after which nothing is missing */
    EventRing(long completeAfter) {
        this.completeAfter = completeAfter;
    }

    void add(CacheEvent event) {
        if (events.size() >= LIMIT) {
            completeAfter = events.remove().revision();
        }
        events.add(event);
    }

    long completeAfter() {
        return completeAfter;
    }

    /** All events after {@code revision} in order; empty if some of them are gone. */
    Optional<List<CacheEvent>> after(long revision) {
        if (revision < completeAfter) {
            return Optional.empty();
        }
        ArrayList<CacheEvent> found = new ArrayList<>();
        Iterator<CacheEvent> newestFirst = events.descendingIterator();
        while (newestFirst.hasNext()) {
            CacheEvent event = newestFirst.next();
            if (event.revision() <= revision) {
                break;
            }
            found.add(event);
        }
        return Optional.of(found.reversed());
    }
}
