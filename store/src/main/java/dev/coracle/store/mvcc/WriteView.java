package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Note;
import dev.coracle.store.backend.Record;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.mvcc.state.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store as one transaction sees and changes it: what it has written it reads back. All its writes get one revision. Used by the
 * writer thread only, and not after the transaction.
 */
public final class WriteView extends ReadView {

    private static final byte[] NOTHING = new byte[0];

    private final Map<Position, Record> written;
    private final List<Change> changes = new ArrayList<>(1);
    private final List<Event> events = new ArrayList<>(1);
    private final long next;
    private final long micros;
    private int places;
    private boolean tidying;
    private boolean rewinding;

    /**
     * @param written records of earlier transactions of the batch, not yet in the backend; those of this one are added
     * @param micros  when the batch is written
     */
    WriteView(Backend backend, Snapshot snapshot, Map<Position, Record> written, long micros) {
        super(backend, snapshot, snapshot.revision());
        this.written = written;
        this.next = snapshot.revision() + 1;
        this.micros = micros;
    }

    /** The revision that this transaction's writes have. */
    public long writeRevision() {
        return next;
    }

    @Override
    public long revision() {
        return places > 0 ? next : super.revision();
    }

    /** What the store was before, as far as this transaction can see. @throws dev.coracle.store.port.StoreException if that revision cannot be read */
    public ReadView at(long revision) {
        snapshot.check(revision);
        return new ReadView(backend, snapshot, revision) {
            @Override
            List<Optional<Record>> records(List<Version> versions) {
                return WriteView.this.records(versions);
            }
        };
    }

    List<Event> events() {
        return events;
    }

    List<Change> changes() {
        return changes;
    }

    /** Writes the key. */
    public void put(byte[] key, byte[] value, long lease) {
        Optional<Version> history = snapshot.index().get(key);
        Optional<Version> before = history.flatMap(h -> h.at(next));
        long create = before.isPresent() ? before.get().createRevision() : next;
        long version = before.isPresent() ? before.get().version() + 1 : 1;
        Record record = new Record(key, value, create, version, lease, false, micros);
        append(record, history, before.isPresent() ? 0 : 1);
        Backend from = backend;
        events.add(Event.put(new Entry(key, value, create, next, version, lease),
                () -> before.flatMap(v -> load(from, key, v))));
    }

    /** Deletes the key. @return whether it was there */
    public boolean delete(byte[] key) {
        Optional<Version> history = snapshot.index().get(key);
        Optional<Version> before = history.flatMap(h -> h.at(next));
        if (before.isEmpty()) {
            return false;
        }
        append(new Record(key, NOTHING, 0, 0, 0, true, micros), history, -1);
        Backend from = backend;
        events.add(Event.delete(key, next, () -> before.flatMap(v -> load(from, key, v))));
        return true;
    }

    private void append(Record record, Optional<Version> history, int more) {
        Position position = new Position(next, places++);
        Version version = Version.of(Note.of(position, record), history.orElse(null));
        snapshot = new Snapshot(snapshot.index().with(record.key(), version), next, snapshot.compacted(),
                snapshot.keys() + more);
        written.put(position, record);
        changes.add(new Change.Add(position, record));
    }

    /**
     * Says that this transaction, which has written something, takes the store back to what it was at {@code revision}, here or in the
     * store that it comes from: that is remembered, and whoever watches has to begin anew.
     */
    public void takesBackTo(long revision) {
        changes.add(new Change.SetNumber(Snapshot.REWIND + next, revision));
        rewinding = true;
    }

    boolean isRewinding() {
        return rewinding;
    }

    /** Takes a change to the store itself. @param tidies whether a crash may undo it */
    void adopt(List<Change> own, Snapshot after, boolean tidies) {
        changes.addAll(own);
        snapshot = after;
        tidying = tidies;
    }

    /** Whether nobody waits for it to be durable. */
    boolean isTidying() {
        return tidying;
    }

    @Override
    List<Optional<Record>> records(List<Version> versions) {
        if (written.isEmpty()) {
            return super.records(versions);
        }
        List<Optional<Record>> found = new ArrayList<>(versions.size());
        for (Version version : versions) {
            Record fresh = written.get(version.position());
            found.add(fresh != null ? Optional.of(fresh) : backend.read(version.position()));
        }
        return found;
    }
}
