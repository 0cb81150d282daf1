package dev.coracle.store.backend;

/**
 * What a transaction did to a key: wrote it, or deleted it (then {@code value} is empty). The arrays are shared; nobody writes to them.
 *
 * @param createRevision 0 for a deletion
 * @param version        0 for a deletion
 */
@SuppressWarnings("ArrayRecordComponent")
public record Record(byte[] key, byte[] value, long createRevision, long version, long lease, boolean deleted) {}
