package dev.coracle.store.etcd.request;

/**
 * What one request may be.
 *
 * @param requestBytes  the most bytes of a write
 * @param txnOperations the most comparisons, or operations in a branch, of a transaction, those of the transactions around it included
 */
public record Limits(int requestBytes, int txnOperations) {

    /** etcd's own defaults. */
    public static final Limits DEFAULT = new Limits(1536 * 1024, 128);
}
