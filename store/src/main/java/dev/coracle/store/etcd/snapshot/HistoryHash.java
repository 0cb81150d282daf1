package dev.coracle.store.etcd.snapshot;

import dev.coracle.store.backend.Backend.Positioned;
import dev.coracle.store.mvcc.Checkpoint;
import dev.coracle.store.port.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A number by which two stores can tell whether they have the same history. It is etcd's own: a store that went through the same writes and
 * compactions as a real etcd, or came out of its snapshot, has the same. Source: etcd's mvcc/hash.go.
 *
 * @param hash      CRC-32C of the records as etcd writes them down
 * @param compacted up to where superseded records are left out
 * @param revision  up to where records are counted
 */
public record HistoryHash(int hash, long compacted, long revision) {

    private static final byte[] BUCKET = "key".getBytes(StandardCharsets.US_ASCII);

    /**
     * Of all records up to {@code revision} (0: the newest) that a compaction left, or will leave.
     *
     * @throws StoreException.Compacted      if that revision is gone
     * @throws StoreException.FutureRevision if that revision is yet to come
     */
    public static HistoryHash of(Checkpoint history, long revision) {
        if (revision > 0 && revision < history.compacted()) {
            throw new StoreException.Compacted(history.compacted());
        }
        if (revision > history.revision()) {
            throw new StoreException.FutureRevision();
        }
        long last = revision <= 0 ? history.revision() : revision;
        boolean empty = history.isEmptyAt(last);
        CRC32C hash = new CRC32C();
        hash.update(BUCKET);
        history.records(found -> {
            if (found.position().revision() <= last && counts(history, found, last, empty)) {
                update(hash, found);
            }
        });
        return new HistoryHash((int) hash.getValue(), history.compacted(), last);
    }

    /**
     * Of records that are compacted only what still stands at the end counts, whether the others are gone already or not; if nothing stands,
     * all count but deletions at the compacted revision itself, as etcd has it.
     */
    private static boolean counts(Checkpoint history, Positioned found, long last, boolean empty) {
        long revision = found.position().revision();
        if (revision > history.compacted()) {
            return true;
        }
        return empty
                ? revision < history.compacted() || !found.record().deleted()
                : history.isNewest(found.record().key(), found.position(), last);
    }

    private static void update(CRC32C hash, Positioned found) {
        EtcdRecord record = EtcdRecord.of(found);
        hash.update(record.name());
        hash.update(record.value());
    }

    /** Of everything there is, leases too: two stores with the same one are the same now, whatever they have been. */
    public static HistoryHash ofAll(Checkpoint history) {
        CRC32C hash = new CRC32C();
        hash.update(BUCKET);
        history.records(found -> update(hash, found));
        List<Checkpoint.Lease> leases = history.leases().stream().sorted(Comparator.comparingLong(Checkpoint.Lease::id))
                .toList();
        ByteBuffer bytes = ByteBuffer.allocate(leases.size() * 16);
        leases.forEach(lease -> bytes.putLong(lease.id()).putLong(lease.seconds()));
        hash.update(bytes.array());
        return new HistoryHash((int) hash.getValue(), history.compacted(), history.revision());
    }
}
