package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Record;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.mvcc.state.Version;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The store at one revision. Which keys there are is known without reading a value. Safe for use by any number of threads; reading values ends
 * with {@link StoreException.Compacted} when the revision is compacted meanwhile.
 */
public class ReadView {

    /** So many values are read at once. */
    private static final int CHUNK = 128;

    private static final byte[] NOTHING = new byte[0];

    final Backend backend;
    Snapshot snapshot;
    private final long at;

    ReadView(Backend backend, Snapshot snapshot, long at) {
        this.backend = backend;
        this.snapshot = snapshot;
        this.at = at;
    }

    /** All that is in a backend which nobody writes to, as it is at its newest revision. */
    public static ReadView newest(Backend backend) {
        Snapshot snapshot = Snapshot.recover(backend);
        return new ReadView(backend, snapshot, snapshot.revision());
    }

    /** The revision that this view shows. */
    public long revision() {
        return at;
    }

    /** The newest revision of the store when this view was made. */
    public long storeRevision() {
        return snapshot.revision();
    }

    public Optional<Entry> get(byte[] key) {
        return version(key).map(version -> load(key, version));
    }

    /** The key's numbers, if it is there; reads no value. */
    public Optional<Version> version(byte[] key) {
        return snapshot.index().get(key).flatMap(history -> history.at(revision()));
    }

    /** A key that is there, without its value. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Found(byte[] key, Version version) {}

    /** Gives keys from {@code from} to {@code to} (exclusive; empty: to the end) in order, without values, until {@code each} answers false. */
    public void find(byte[] from, byte[] to, Predicate<Found> each) {
        long revision = revision();
        Iterator<Map.Entry<byte[], Version>> keys = snapshot.index().from(from);
        while (keys.hasNext()) {
            Map.Entry<byte[], Version> entry = keys.next();
            if (to.length > 0 && Arrays.compareUnsigned(entry.getKey(), to) >= 0) {
                return;
            }
            Optional<Version> version = entry.getValue().at(revision);
            if (version.isPresent() && !each.test(new Found(entry.getKey(), version.get()))) {
                return;
            }
        }
    }

    /** How many keys there are in the range; reads no values. */
    public long count(byte[] from, byte[] to) {
        long[] count = {0};
        find(from, to, found -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Gives keys with their values in order, until {@code each} answers false. */
    public void range(byte[] from, byte[] to, Predicate<Entry> each) {
        List<Found> some = new ArrayList<>();
        boolean[] goesOn = {true};
        find(from, to, found -> {
            some.add(found);
            if (some.size() == CHUNK) {
                goesOn[0] = giveAll(some, each);
                some.clear();
            }
            return goesOn[0];
        });
        if (goesOn[0]) {
            boolean unused = giveAll(some, each);
        }
    }

    private boolean giveAll(List<Found> found, Predicate<Entry> each) {
        return load(found).stream().allMatch(each);
    }

    /** What was found, with values. */
    public List<Entry> load(List<Found> found) {
        List<Entry> entries = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i += CHUNK) {
            loadChunk(found.subList(i, Math.min(found.size(), i + CHUNK)), entries);
        }
        return entries;
    }

    /** What was found; a value is read only where the record has to be asked for its lease, and left out then, too. */
    public List<Entry> loadWithoutValues(List<Found> found) {
        List<Entry> entries = new ArrayList<>(found.size());
        for (Found one : found) {
            Version version = one.version;
            long lease = version.leased() ? load(one.key, version).lease() : 0;
            entries.add(new Entry(one.key, NOTHING, version.createRevision(), version.revision(), version.version(),
                    lease));
        }
        return entries;
    }

    private void loadChunk(List<Found> found, List<Entry> to) {
        List<Version> versions = new ArrayList<>(found.size());
        found.forEach(one -> versions.add(one.version));
        List<Optional<Record>> records = records(versions);
        for (int i = 0; i < found.size(); i++) {
            to.add(entry(found.get(i).key, found.get(i).version, records.get(i).orElseThrow(this::compacted)));
        }
    }

    private Entry load(byte[] key, Version version) {
        return entry(key, version, records(List.of(version)).getFirst().orElseThrow(this::compacted));
    }

    private StoreException compacted() {
        return new StoreException.Compacted(snapshot.compacted());
    }

    private static Entry entry(byte[] key, Version version, Record record) {
        return new Entry(key, record.value(), record.createRevision(), version.revision(), record.version(),
                record.lease());
    }

    /** What a version was, unless it is compacted. */
    static Optional<Entry> load(Backend backend, byte[] key, Version version) {
        return backend.read(version.position()).map(record -> entry(key, version, record));
    }

    List<Optional<Record>> records(List<Version> versions) {
        List<Position> positions = new ArrayList<>(versions.size());
        versions.forEach(version -> positions.add(version.position()));
        return backend.read(positions);
    }
}
