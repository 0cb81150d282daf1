package dev.coracle.store.timeline;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.mvcc.ReadView.Found;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.WriteView;
import dev.coracle.store.mvcc.lease.Leases;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline.Turned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a store what it was, or what another is, by one transaction. A key that is the same stays as it is. Comparing values takes its time
 * and is done before, without holding up anybody; in the transaction itself only what was written meanwhile is compared again.
 *
 * <p>A store has a@5, b@7, and at 9 somebody deletes a and writes b. Taken back to 8: revision 10 writes a and b as they were at 5 and 7.
 */
final class Takeback {

    private static final byte[] FIRST = new byte[0];
    private static final byte[] END = new byte[0];
    /** One write has no more than so many bytes: all of them are in memory for a moment. */
    private static final long MOST_BYTES = 1L << 30;

    private final MvccStore store;
    private final Leases leases;

    Takeback(MvccStore store, Leases leases) {
        this.store = store;
        this.leases = leases;
    }

    /** To what this store was. @throws StoreException if that revision cannot be read */
    Turned to(long revision) {
        return turn(revision, new TreeMap<>(Arrays::compareUnsigned), 0, view -> view.at(revision), true);
    }

    /** To what another store is. */
    Turned to(ReadView target) {
        ReadView now = store.read();
        Differences differences = new Differences(target, false);
        differences.compareAll(now);
        return turn(target.revision(), differences.found, now.revision(), view -> target, false);
    }

    private interface Target {
        ReadView of(WriteView view);
    }

    private Turned turn(long to, TreeMap<byte[], Optional<Entry>> before, long comparedAt, Target target,
            boolean sameStore) {
        return store.transact(view -> {
            Differences differences = new Differences(target.of(view), sameStore);
            differences.found.putAll(before);
            differences.compareSince(view, comparedAt);
            differences.found.entrySet()
                    .removeIf(one -> one.getValue().isEmpty() && view.version(one.getKey()).isEmpty());
            if (differences.found.isEmpty()) {
                return new Turned(view.revision(), to, view.revision(), 0);
            }
            long from = view.revision();
            differences.found
                    .forEach((key, entry) -> entry.ifPresentOrElse(was -> view.put(key, was.value(), lease(was)),
                            () -> view.delete(key)));
            view.takesBackTo(to);
            Failpoint.reached("rewind.before-commit");
            return new Turned(from, to, view.writeRevision(), differences.found.size());
        });
    }

    /** Its lease, if that still lives. */
    private long lease(Entry was) {
        return was.lease() != 0 && leases.attach(was.lease(), was.key()) ? was.lease() : 0;
    }

    /** What has to be written for one view to become another. */
    private static final class Differences {
        final TreeMap<byte[], Optional<Entry>> found = new TreeMap<>(Arrays::compareUnsigned);
        private final ReadView target;
        private final boolean sameStore;
        private long bytes;

        /** @param sameStore whether a key written at the same revision in both is the same */
        Differences(ReadView target, boolean sameStore) {
            this.target = target;
            this.sameStore = sameStore;
        }

        void compareAll(ReadView now) {
            compareSince(now, 0);
        }

        /** Compares what was written after {@code revision}; of all else it is known already. */
        void compareSince(ReadView now, long revision) {
            List<byte[]> gone = new ArrayList<>();
            now.find(FIRST, END, one -> {
                if (one.version().revision() > revision) {
                    compare(now, one);
                }
                return true;
            });
            target.find(FIRST, END, was -> {
                if (now.version(was.key()).isEmpty()) {
                    gone.add(was.key());
                }
                return true;
            });
            gone.forEach(key -> add(key, target.get(key)));
        }

        private void compare(ReadView now, Found one) {
            var was = target.version(one.key());
            if (sameStore && was.isPresent() && was.get().revision() == one.version().revision()) {
                return;
            }
            Optional<Entry> before = target.get(one.key());
            if (before.isPresent()
                    && now.get(one.key()).filter(is -> Arrays.equals(is.value(), before.get().value())).isPresent()) {
                found.remove(one.key());
            } else {
                add(one.key(), before);
            }
        }

        private void add(byte[] key, Optional<Entry> entry) {
            bytes += key.length + entry.map(e -> e.value().length).orElse(0);
            if (bytes > MOST_BYTES) {
                throw new StoreException.Refused("more than " + (MOST_BYTES >> 20)
                        + " MiB are different, more than one write takes; begin another store with the checkpoint");
            }
            found.put(key, entry);
        }
    }
}
