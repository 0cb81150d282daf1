package dev.coracle.store.mvcc.state;

/**
 * A key with its value and its history's numbers. Keys are any bytes and order as unsigned bytes. The arrays are shared, never copied:
 * nobody writes to them.
 *
 * @param createRevision the revision at which the key came to be
 * @param modRevision    the revision of the newest write
 * @param version        how many writes since it came to be, from 1
 * @param lease          the lease it hangs on, or 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record Entry(byte[] key, byte[] value, long createRevision, long modRevision, long version, long lease) {}
