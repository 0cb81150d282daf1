package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Positioned;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.mvcc.state.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Fills an empty backend with a history from elsewhere, piece by piece. Not safe for use by several threads. */
public final class HistoryLoader {

    private static final int PIECE = 1_000;
    private static final long PIECE_BYTES = 4 << 20;

    private final Backend backend;
    private final List<Change> piece = new ArrayList<>();
    private long bytes;
    private long revision = 1;

    /** @param backend empty; whoever made it closes it */
    public HistoryLoader(Backend backend) {
        this.backend = backend;
    }

    /** Adds a record; records come in order. */
    public void add(Positioned record) {
        piece.add(new Change.Add(record.position(), record.record()));
        revision = Math.max(revision, record.position().revision());
        bytes += record.record().key().length + record.record().value().length;
        if (piece.size() >= PIECE || bytes >= PIECE_BYTES) {
            commit();
        }
    }

    public void addLease(long id, long seconds) {
        piece.add(new Change.SetNumber(Checkpoint.LEASES + id, seconds));
        if (piece.size() >= PIECE) {
            commit();
        }
    }

    /** Adds up to where superseded records are missing, and writes what is left. @return the newest revision */
    public long finish(long compacted) {
        revision = Math.max(revision, compacted);
        piece.add(new Change.SetNumber(Snapshot.COMPACTED, compacted));
        piece.add(new Change.SetNumber(Snapshot.REVISION, revision));
        commit();
        return revision;
    }

    private void commit() {
        backend.commit(List.copyOf(piece));
        piece.clear();
        bytes = 0;
    }
}
