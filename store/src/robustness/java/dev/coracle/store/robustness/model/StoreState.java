package dev.coracle.store.robustness.model;

import dev.coracle.base.collect.PersistentSortedMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store is at one moment. Immutable; copies share what did not change. Two are equal if their numbers and a 64-bit hash of all
 * that is in them are: the checker compares millions of them.
 */
public record StoreState(PersistentSortedMap<String, Kv> keys, PersistentSortedMap<Long, Boolean> leases, long revision,
        long compacted, long hash) {

    /** etcd begins at revision 1. */
    public static final StoreState EMPTY = new StoreState(PersistentSortedMap.empty(String::compareTo),
            PersistentSortedMap.empty(Long::compare), 1, 0, 0);

    public Optional<Kv> get(String key) {
        return keys.get(key);
    }

    /** Keys from {@code from} to {@code to} (exclusive; empty: just {@code from}) in order. */
    public List<Kv> range(String from, String to) {
        if (to.isEmpty()) {
            return get(from).stream().toList();
        }
        List<Kv> found = new ArrayList<>();
        Iterator<Map.Entry<String, Kv>> all = keys.from(from);
        while (all.hasNext()) {
            Map.Entry<String, Kv> entry = all.next();
            if (entry.getKey().compareTo(to) >= 0) {
                break;
            }
            found.add(entry.getValue());
        }
        return found;
    }

    /** The keys that hang on a lease, in order. */
    List<Kv> on(long lease) {
        List<Kv> found = new ArrayList<>();
        keys.iterator().forEachRemaining(entry -> {
            if (entry.getValue().lease() == lease) {
                found.add(entry.getValue());
            }
        });
        return found;
    }

    StoreState with(Kv kv) {
        long old = get(kv.key()).map(Kv::fingerprint).orElse(0L);
        return new StoreState(keys.with(kv.key(), kv), leases, revision, compacted, hash - old + kv.fingerprint());
    }

    StoreState without(Kv kv) {
        return new StoreState(keys.without(kv.key()), leases, revision, compacted, hash - kv.fingerprint());
    }

    StoreState at(long next) {
        return new StoreState(keys, leases, next, compacted, hash);
    }

    StoreState compactedAt(long at) {
        return new StoreState(keys, leases, revision, at, hash);
    }

    boolean hasLease(long lease) {
        return leases.get(lease).isPresent();
    }

    StoreState withLease(long lease) {
        return new StoreState(keys, leases.with(lease, true), revision, compacted, hash + leaseHash(lease));
    }

    StoreState withoutLease(long lease) {
        return new StoreState(keys, leases.without(lease), revision, compacted, hash - leaseHash(lease));
    }

    private static long leaseHash(long lease) {
        return (lease + 1) * 0x9FB21C651E98DF25L;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoreState that && revision == that.revision && compacted == that.compacted
                && hash == that.hash;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash * 31 + revision * 7 + compacted);
    }

    @Override
    public String toString() {
        List<Kv> all = new ArrayList<>();
        keys.iterator().forEachRemaining(entry -> all.add(entry.getValue()));
        return "revision " + revision + ", compacted " + compacted + ", keys " + all;
    }
}
