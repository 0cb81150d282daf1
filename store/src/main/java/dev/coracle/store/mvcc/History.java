package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Note;
import dev.coracle.store.backend.Record;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.mvcc.state.Keys;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.mvcc.state.Version;
import dev.coracle.store.mvcc.state.Written;
import dev.coracle.store.port.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads back what happened, in bounded stretches of whole revisions. The history of one key is in the index; for a range of keys the notes
 * of all revisions are gone through, so that no value is read that is not told of.
 */
final class History {

    /** A stretch has about so many events and bytes of values, and looks at so many notes. */
    private static final int EVENTS = 1_000;
    private static final int NOTES = 100_000;
    private static final long BYTES = 4 << 20;
    private static final int CHUNK = 64;

    /** @param next the revision to go on from */
    record Stretch(List<Event> events, long next) {}

    private final MvccStore store;
    private final Backend backend;

    History(MvccStore store, Backend backend) {
        this.store = store;
        this.backend = backend;
    }

    /** @throws StoreException.Compacted if there is no history back to {@code first} */
    Stretch read(byte[] from, byte[] to, long first) {
        Snapshot now = store.snapshot();
        if (first < now.compacted()) {
            throw new StoreException.Compacted(now.compacted());
        }
        if (first > now.revision()) {
            return new Stretch(List.of(), first);
        }
        Told found = Keys.isOne(from, to) ? ofKey(now, from, first) : ofRange(now, from, to, first);
        Stretch stretch = load(now, found);
        // What has been compacted while it was read may be missing.
        if (first < store.compactRevision()) {
            throw new StoreException.Compacted(store.compactRevision());
        }
        return stretch;
    }

    /** What has become of a key after {@code after}, oldest first. */
    List<Written> of(Snapshot now, byte[] key, long after, int limit) {
        List<One> readable = new ArrayList<>();
        boolean standing = false;
        for (One one : ofKey(now, key, 0).all.reversed()) {
            long revision = one.position.revision();
            // Of what is compacted, only what the key was at that revision.
            if (revision <= after || standing || revision < now.compacted() && one.deleted) {
                break;
            }
            standing = revision <= now.compacted();
            readable.addFirst(one);
        }
        List<Written> found = new ArrayList<>();
        for (One one : readable.subList(0, Math.min(limit, readable.size()))) {
            Record record = backend.read(one.position)
                    .orElseThrow(() -> new StoreException.Compacted(store.compactRevision()));
            found.add(new Written(event(now, one, record).entry(), one.deleted, record.micros()));
        }
        return found;
    }

    private record One(byte[] key, Position position, boolean deleted) {}

    private record Told(List<One> all, long next) {}

    private static Told ofKey(Snapshot now, byte[] key, long first) {
        Deque<One> newestFirst = new ArrayDeque<>();
        Optional<Version> version = now.index().get(key);
        while (version.isPresent() && version.get().revision() >= first) {
            newestFirst.addFirst(new One(key, version.get().position(), version.get().deleted()));
            version = version.get().older();
        }
        return new Told(List.copyOf(newestFirst), now.revision() + 1);
    }

    private Told ofRange(Snapshot now, byte[] from, byte[] to, long first) {
        List<One> found = new ArrayList<>();
        long[] at = {first, 0, now.revision() + 1};
        backend.notes(first, note -> {
            long revision = note.position().revision();
            boolean whole = revision != at[0];
            if (revision > now.revision()) {
                return false;
            }
            if (whole && (found.size() >= EVENTS || at[1] >= NOTES)) {
                at[2] = revision;
                return false;
            }
            at[0] = revision;
            at[1]++;
            if (Keys.holds(from, to, note.key())) {
                found.add(one(note));
            }
            return true;
        });
        return new Told(found, at[2]);
    }

    private static One one(Note note) {
        return new One(note.key(), note.position(), note.deleted());
    }

    private Stretch load(Snapshot now, Told told) {
        List<Event> events = new ArrayList<>(told.all.size());
        long bytes = 0;
        for (int begin = 0; begin < told.all.size(); begin += CHUNK) {
            List<One> some = told.all.subList(begin, Math.min(told.all.size(), begin + CHUNK));
            List<Optional<Record>> records = backend.read(some.stream().map(One::position).toList());
            for (int i = 0; i < some.size(); i++) {
                long revision = some.get(i).position.revision();
                if (bytes > BYTES && revision != events.getLast().revision()) {
                    return new Stretch(events, revision);
                }
                Record record = records.get(i).orElseThrow(() -> new StoreException.Compacted(store.compactRevision()));
                bytes += record.value().length;
                events.add(event(now, some.get(i), record));
            }
        }
        return new Stretch(events, told.next);
    }

    private Event event(Snapshot now, One one, Record record) {
        Backend from = backend;
        Optional<Version> before = now.index().get(one.key).flatMap(history -> history.find(one.position))
                .flatMap(Version::before);
        if (one.deleted) {
            return Event.delete(one.key, one.position.revision(),
                    () -> before.flatMap(v -> ReadView.load(from, one.key, v)));
        }
        return Event.put(new Entry(one.key, record.value(), record.createRevision(), one.position.revision(),
                record.version(), record.lease()), () -> before.flatMap(v -> ReadView.load(from, one.key, v)));
    }
}
