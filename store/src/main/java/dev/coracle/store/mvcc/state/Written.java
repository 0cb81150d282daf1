package dev.coracle.store.mvcc.state;

/**
 * What a transaction did to a key, and when.
 *
 * @param entry   what it wrote; of a deletion only the key and the revision mean something
 * @param deleted whether it deleted the key
 * @param micros  microseconds since 1970; 0 if nobody knows
 */
public record Written(Entry entry, boolean deleted, long micros) {}
