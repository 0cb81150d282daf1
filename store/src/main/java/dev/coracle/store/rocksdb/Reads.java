package dev.coracle.store.rocksdb;

/** How often a store is asked for the same record, and so how much of what was read is kept in memory. */
public enum Reads {

    /** Again and again, as an etcd is by its clients: 32 MB of blocks and 16 MB of records are kept. */
    REPEATED(32 << 20, 16 << 20),
    /** Once, by someone who keeps it, as an API server does: 8 MB are kept, mostly of what says where records are. */
    ONCE(8 << 20, 0);

    private final long blockBytes;
    private final long recordBytes;

    Reads(long blockBytes, long recordBytes) {
        this.blockBytes = blockBytes;
        this.recordBytes = recordBytes;
    }

    long blockBytes() {
        return blockBytes;
    }

    long recordBytes() {
        return recordBytes;
    }
}
