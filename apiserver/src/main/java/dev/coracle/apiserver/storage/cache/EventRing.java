package dev.coracle.apiserver.storage.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The newest events of one resource, for watches that begin in the past: at most {@link #LIMIT}, and no more than {@link #LIMIT_BYTES}, but {@link #LEAST} whatever their size,
 * unless those alone take {@link #MOST_BYTES}: they keep objects alive that are long gone. What is older than {@link #YOUNG} goes, too, but for the last
 * {@link #LEAST_OLD}, as soon as there is something new or {@link #forgetOld} is called; and whatever is before those while the room of all rings is full.
 * Guarded by its cache's lock.
 */
final class EventRing {

    static final int LIMIT = 10_000;
    static final int LEAST = 1_000;
    static final long LIMIT_BYTES = 16 << 20;
    private static final long MOST_BYTES = Math.max(LIMIT_BYTES, Runtime.getRuntime().maxMemory() / 16);
    /** A watcher that goes on has seen a bookmark a minute before it was cut off. The original keeps what is younger than 75 s, if there is much. */
    static final Duration YOUNG = Duration.ofMinutes(5);
    /** As the original, of a resource that changes seldom. */
    static final int LEAST_OLD = 100;
    /** How exactly it is known how old an event is. */
    private static final long STEP_NANOS = YOUNG.toNanos() / 30;

    /** By this time everything up to this revision was there. */
    private record Mark(long nanos, long revision) {}

    private final ArrayDeque<CacheEvent> events = new ArrayDeque<>();
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final EventRoom room;
    private final long mostBytes;
    private long completeAfter;
    private long bytes;
    /** What has this revision or an earlier one is old. */
    private long old;

    /** @param completeAfter the revision after which nothing is missing @param room of all rings */
    EventRing(long completeAfter, EventRoom room) {
        this(completeAfter, room, MOST_BYTES);
    }

    EventRing(long completeAfter, EventRoom room, long mostBytes) {
        this.completeAfter = completeAfter;
        this.room = room;
        this.mostBytes = mostBytes;
    }

    /** @param nanos when it came, by a clock that never goes back */
    void add(CacheEvent event, long nanos) {
        events.add(event);
        count(event.object().length());
        if (marks.isEmpty() || nanos - marks.getLast().nanos >= STEP_NANOS) {
            marks.add(new Mark(nanos, event.revision()));
        }
        forgetOld(nanos);
    }

    /** Forgets what has become too old, or too much. @param nanos now, by the clock of {@link #add} */
    void forgetOld(long nanos) {
        while (marks.size() > 1 && nanos - marks.getFirst().nanos > YOUNG.toNanos()) {
            old = marks.remove().revision;
        }
        if (!events.isEmpty() && nanos - marks.getLast().nanos > YOUNG.toNanos() + STEP_NANOS) {
            old = events.getLast().revision(); // the last came within a step of the last mark
        }
        while (hasTooMuch()) {
            forgetOne();
        }
    }

    /** Forgets everything, and takes no room any more. */
    void clear() {
        while (!events.isEmpty()) {
            forgetOne();
        }
    }

    private void forgetOne() {
        CacheEvent forgotten = events.remove();
        completeAfter = forgotten.revision();
        count(-forgotten.object().length());
    }

    private void count(int more) {
        bytes += more;
        room.take(more);
    }

    private boolean hasTooMuch() {
        return events.size() > LIMIT || bytes > LIMIT_BYTES && events.size() > LEAST
                || bytes > mostBytes && events.size() > 1
                || events.size() > LEAST_OLD && (events.getFirst().revision() <= old || room.isFull());
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
