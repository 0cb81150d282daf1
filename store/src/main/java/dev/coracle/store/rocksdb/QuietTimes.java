package dev.coracle.store.rocksdb;

import org.rocksdb.RocksDBException;

/**
 * Writes what RocksDB holds in memory to files when nobody writes: up to three write buffers are given back, and the next start has less to read
 * again. Looked at by one thread.
 */
final class QuietTimes {

    /** Less is not worth a file. */
    static final long WORTH = 2 << 20;
    /** Changes between two looks of a store that is not under load: some components renew their leases, at three changes each. */
    static final long FEW = 500;

    private long seen;
    private long tried = -1;

    /** @throws RocksDBException if the disk took no more; it is not tried again before something has been written */
    void look(Database database) throws RocksDBException {
        long now = database.db.getLatestSequenceNumber();
        boolean quiet = now - seen <= FEW;
        seen = now;
        if (quiet && now != tried && database.unflushed() >= WORTH) {
            tried = now;
            database.flush();
        }
    }
}
