package dev.coracle.store.rocksdb;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Small records that were read not long ago, so that hot keys cost no call into native code. A record has one place where it can be; the newest
 * that was read there stays. A record never changes, so nothing has to be taken out. Bounded in bytes. Safe for use by any number of threads.
 */
final class RecordCache {

    private static final int PLACES = 1 << 15;
    private static final int MAX_VALUE = 4096;
    /** What objects and their heads take beside the bytes. */
    private static final int OVERHEAD = 160;

    private record Kept(Position position, Record record) {
        long bytes() {
            return OVERHEAD + record.key().length + record.value().length;
        }
    }

    private final AtomicReferenceArray<@Nullable Kept> places = new AtomicReferenceArray<>(PLACES);
    private final AtomicLong bytes = new AtomicLong();
    private final long maxBytes;

    RecordCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private static int place(Position position) {
        long mixed = (position.revision() * 31 + position.place()) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 49);
    }

    Optional<Record> get(Position position) {
        Kept kept = places.get(place(position));
        return kept != null && kept.position.equals(position) ? Optional.of(kept.record) : Optional.empty();
    }

    void put(Position position, Record record) {
        if (record.value().length > MAX_VALUE) {
            return;
        }
        Kept next = new Kept(position, record);
        int place = place(position);
        Kept before = places.get(place);
        long grows = next.bytes() - (before == null ? 0 : before.bytes());
        if (grows > 0 && bytes.get() + grows > maxBytes) {
            if (before != null && places.compareAndSet(place, before, null)) {
                bytes.addAndGet(-before.bytes());
            }
        } else if (places.compareAndSet(place, before, next)) {
            bytes.addAndGet(grows);
        }
    }
}
