package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The store at one revision. Safe for use by any number of threads, as long as that revision is not compacted. */
public class ReadView {

    final Backend backend;
    Snapshot snapshot;
    private final long at;

    ReadView(Backend backend, Snapshot snapshot, long at) {
        this.backend = backend;
        this.snapshot = snapshot;
        this.at = at;
    }

    /** The revision that this view shows. */
    public long revision() {
        return at;
    }

    public Optional<Entry> get(byte[] key) {
        return snapshot.index().get(key).flatMap(history -> history.at(revision())).flatMap(v -> load(key, v));
    }

    /** Whether the key is there, and its numbers, without reading its value. */
    Optional<KeyHistory.Version> version(byte[] key) {
        return snapshot.index().get(key).flatMap(history -> history.at(revision()));
    }

    /** Gives keys from {@code from} to {@code to} (exclusive; empty: to the end) in order, until {@code each} answers false. */
    public void range(byte[] from, byte[] to, Predicate<Entry> each) {
        Iterator<Map.Entry<byte[], KeyHistory>> keys = snapshot.index().from(from);
        while (keys.hasNext()) {
            Map.Entry<byte[], KeyHistory> entry = keys.next();
            if (to.length > 0 && Arrays.compareUnsigned(entry.getKey(), to) >= 0) {
                return;
            }
            Optional<Entry> found = entry.getValue().at(revision()).flatMap(v -> load(entry.getKey(), v));
            if (found.isPresent() && !each.test(found.get())) {
                return;
            }
        }
    }

    /** How many keys there are in the range; reads no values. */
    public long count(byte[] from, byte[] to) {
        long count = 0;
        Iterator<Map.Entry<byte[], KeyHistory>> keys = snapshot.index().from(from);
        while (keys.hasNext()) {
            Map.Entry<byte[], KeyHistory> entry = keys.next();
            if (to.length > 0 && Arrays.compareUnsigned(entry.getKey(), to) >= 0) {
                break;
            }
            if (entry.getValue().at(revision()).isPresent()) {
                count++;
            }
        }
        return count;
    }

    /** Called for a version of a key; {@code before} is what the key was until then. */
    interface EachVersion {
        void accept(byte[] key, KeyHistory.Version version, Optional<KeyHistory.Version> before);
    }

    /** Gives every version with a revision of {@code first} to {@code last} of the keys in the range, key by key. */
    void eachVersion(byte[] from, byte[] to, long first, long last, EachVersion each) {
        Iterator<Map.Entry<byte[], KeyHistory>> keys = snapshot.index().from(from);
        while (keys.hasNext()) {
            Map.Entry<byte[], KeyHistory> entry = keys.next();
            if (to.length > 0 && Arrays.compareUnsigned(entry.getKey(), to) >= 0) {
                return;
            }
            KeyHistory.Version[] versions = entry.getValue().versions();
            for (int i = versions.length - 1; i >= 0 && versions[i].position().revision() >= first; i--) {
                if (versions[i].position().revision() <= last) {
                    Optional<KeyHistory.Version> before = i == 0 || versions[i - 1].deleted()
                            ? Optional.empty()
                            : Optional.of(versions[i - 1]);
                    each.accept(entry.getKey(), versions[i], before);
                }
            }
        }
    }

    /** A version as the event that it was. */
    Event event(byte[] key, KeyHistory.Version version, Optional<KeyHistory.Version> before) {
        Supplier<Optional<Entry>> previous = () -> before.flatMap(v -> load(key, v));
        if (version.deleted()) {
            return Event.delete(key, version.position().revision(), previous);
        }
        return Event.put(load(key, version).orElseThrow(() -> new StoreException.Compacted(snapshot.compacted())),
                previous);
    }

    Optional<Entry> load(byte[] key, KeyHistory.Version version) {
        return record(version)
                .map(r -> new Entry(key, r.value(), r.createRevision(), version.position().revision(), r.version(),
                        r.lease()));
    }

    Optional<Record> record(KeyHistory.Version version) {
        return backend.read(version.position());
    }
}
