package dev.coracle.store.backend;

import dev.coracle.store.backend.Backend.Position;

/**
 * A record without its value: what an index of all keys is made of. The array is shared; nobody writes to it.
 *
 * @param createRevision 0 for a deletion
 * @param version        0 for a deletion
 * @param leased         whether the record hangs on a lease
 */
@SuppressWarnings("ArrayRecordComponent")
public record Note(Position position, byte[] key, long createRevision, long version, boolean leased, boolean deleted) {

    public static Note of(Position position, Record record) {
        return new Note(position, record.key(), record.createRevision(), record.version(), record.lease() != 0,
                record.deleted());
    }
}
