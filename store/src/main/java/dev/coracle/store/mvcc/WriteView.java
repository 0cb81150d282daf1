package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store as one transaction sees and changes it: what it has written it reads back. All its writes get one revision. Used by the
 * writer thread only.
 */
public final class WriteView extends ReadView {

    private final Map<Position, Record> written;
    private final List<Change> changes;
    private final List<Event> events = new ArrayList<>();
    private final long next;
    private int places;

    /** @param written records of earlier transactions of the batch, not yet in the backend */
    WriteView(Backend backend, Snapshot snapshot, Map<Position, Record> written, List<Change> changes) {
        super(backend, snapshot, snapshot.revision());
        this.written = written;
        this.changes = changes;
        this.next = snapshot.revision() + 1;
    }

    /** The revision that this transaction's writes have. */
    public long writeRevision() {
        return next;
    }

    @Override
    public long revision() {
        return places > 0 ? next : super.revision();
    }

    /** What the store was before, as far as this transaction can see. @throws StoreException if that revision cannot be read */
    public ReadView at(long revision) {
        snapshot.check(revision);
        return new ReadView(backend, snapshot, revision) {
            @Override
            Optional<Record> record(KeyHistory.Version version) {
                return WriteView.this.record(version);
            }
        };
    }

    boolean wrote() {
        return places > 0;
    }

    List<Event> events() {
        return events;
    }

    /** Writes the key; the answer is what it was before. */
    public Optional<Entry> put(byte[] key, byte[] value, long lease) {
        Optional<Entry> before = get(key);
        long create = before.map(Entry::createRevision).orElse(next);
        long version = before.map(Entry::version).orElse(0L) + 1;
        append(key, new Record(key, value, create, version, lease, false));
        events.add(Event.put(new Entry(key, value, create, next, version, lease), () -> before));
        return before;
    }

    /** Deletes the key if it is there; the answer is what it was. */
    public Optional<Entry> delete(byte[] key) {
        Optional<Entry> before = get(key);
        if (before.isPresent()) {
            append(key, new Record(key, new byte[0], 0, 0, 0, true));
            events.add(Event.delete(key, next, () -> before));
        }
        return before;
    }

    private void append(byte[] key, Record record) {
        Position position = new Position(next, places++);
        KeyHistory.Version version = new KeyHistory.Version(position, record.createRevision(), record.version(),
                record.deleted());
        KeyHistory history = snapshot.index().get(key).map(h -> h.with(version))
                .orElseGet(() -> KeyHistory.of(version));
        snapshot = new Snapshot(snapshot.index().with(key, history), next, snapshot.compacted());
        written.put(position, record);
        changes.add(new Change.Add(position, record));
    }

    /** Takes a change to the store itself. */
    void adopt(List<Change> own, Snapshot after) {
        changes.addAll(own);
        snapshot = after;
    }

    @Override
    Optional<Record> record(KeyHistory.Version version) {
        Record fresh = written.get(version.position());
        return fresh != null ? Optional.of(fresh) : super.record(version);
    }

    static Map<Position, Record> noneWritten() {
        return new HashMap<>();
    }
}
