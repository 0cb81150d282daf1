package dev.coracle.store.backend;

/**
 * What a transaction did to a key: wrote it, or deleted it (then {@code value} is empty). The arrays are shared; nobody writes to them.
 *
 * @param createRevision 0 for a deletion
 * @param version        0 for a deletion
 * @param micros         when its batch was written, in microseconds since 1970; never less than that of a record before it; 0 if nobody knows
 */
@SuppressWarnings("ArrayRecordComponent")
public record Record(byte[] key, byte[] value, long createRevision, long version, long lease, boolean deleted,
        long micros) {

    /** A record of which nobody knows when it was written. */
    public Record(byte[] key, byte[] value, long createRevision, long version, long lease, boolean deleted) {
        this(key, value, createRevision, version, lease, deleted, 0);
    }
}
