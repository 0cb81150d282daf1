package dev.coracle.store.mvcc;

import dev.coracle.base.collect.PersistentSortedMap;
import dev.coracle.store.port.StoreException;
import java.util.Arrays;

/**
 * The index of all keys at one moment. A reader holds one and sees nothing of what is written after; it costs nothing to make.
 *
 * @param compacted the oldest revision that can still be read
 */
record Snapshot(PersistentSortedMap<byte[], KeyHistory> index, long revision, long compacted) {

    static final Snapshot EMPTY = new Snapshot(PersistentSortedMap.empty(Arrays::compareUnsigned), 1, 0);

    /** @throws StoreException if the revision cannot be read */
    void check(long at) {
        if (at > revision) {
            throw new StoreException.FutureRevision();
        }
        if (at < compacted) {
            throw new StoreException.Compacted(compacted);
        }
    }
}
