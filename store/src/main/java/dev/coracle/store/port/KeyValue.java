package dev.coracle.store.port;

/**
 * A key with its value and its history's numbers. The array is shared, never copied: nobody writes to it.
 *
 * @param createRevision the revision at which the key came to be
 * @param modRevision    the revision of the newest write; Kubernetes' resourceVersion
 * @param version        how many writes since it came to be, from 1
 * @param lease          the lease it hangs on, or 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyValue(String key, byte[] value, long createRevision, long modRevision, long version, long lease) {}
