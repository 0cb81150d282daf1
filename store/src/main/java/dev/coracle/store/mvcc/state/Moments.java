package dev.coracle.store.mvcc.state;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When revisions were written. Each record carries the time of its batch, and times never go back from one revision to the next, so that the
 * revision of a time is found by halving: nothing else is kept.
 */
public final class Moments {

    private Moments() {}

    /** Microseconds since 1970. */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** When {@code revision} was written, or if no record of it is left the next one that has some; 0 if nobody knows. */
    public static long of(Backend backend, long revision) {
        Position[] first = new Position[1];
        backend.notes(revision, note -> {
            first[0] = note.position();
            return false;
        });
        return Optional.ofNullable(first[0]).flatMap(backend::read).map(Record::micros).orElse(0L);
    }

    /** The newest revision from {@code oldest} to {@code newest} that was written at {@code micros} or before; less than oldest if none was. */
    public static long newestAt(Backend backend, long oldest, long newest, long micros) {
        long low = oldest;
        long high = newest;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            if (of(backend, middle) <= micros) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
