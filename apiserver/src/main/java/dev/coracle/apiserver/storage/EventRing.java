package dev.coracle.apiserver.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The newest events of one resource, for watches that begin in the past: at most {@link #LIMIT}, and no more than {@link #LIMIT_BYTES}, but {@link #LEAST} whatever their size,
 * unless those alone take {@link #MOST_BYTES}: they keep objects alive that are long gone. Guarded by its cache's lock.
 */
final class EventRing {

    static final int LIMIT = 10_000;
    /** The original keeps a hundred events of a resource that changes seldom, and more only while they are young. */
    static final int LEAST = 1_000;
    static final long LIMIT_BYTES = 16 << 20;
    private static final long MOST_BYTES = Math.max(LIMIT_BYTES, Runtime.getRuntime().maxMemory() / 16);

    private final ArrayDeque<CacheEvent> events = new ArrayDeque<>();
    private final long mostBytes;
    private long completeAfter;
    private long bytes;

    /** @param completeAfter the revision after which nothing is missing */
    EventRing(long completeAfter) {
        this(completeAfter, MOST_BYTES);
    }

    EventRing(long completeAfter, long mostBytes) {
        this.completeAfter = completeAfter;
        this.mostBytes = mostBytes;
    }

    void add(CacheEvent event) {
        events.add(event);
        bytes += event.object().json().length;
        while (events.size() > LIMIT || bytes > LIMIT_BYTES && events.size() > LEAST
                || bytes > mostBytes && events.size() > 1) {
            CacheEvent forgotten = events.remove();
            completeAfter = forgotten.revision();
            bytes -= forgotten.object().json().length;
        }
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
