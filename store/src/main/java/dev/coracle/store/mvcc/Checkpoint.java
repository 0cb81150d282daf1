package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend.Positioned;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.mvcc.state.Version;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The store's whole history up to a revision, frozen. Safe for use by any number of threads. */
public final class Checkpoint implements AutoCloseable {

    /** What the names of leases begin with among the store's own numbers. */
    public static final String LEASES = "lease/";

    private final Snapshot snapshot;
    private final Backend.Checkpoint backend;

    Checkpoint(Snapshot snapshot, Backend.Checkpoint backend) {
        this.snapshot = snapshot;
        this.backend = backend;
    }

    /** The newest revision in it. */
    public long revision() {
        return snapshot.revision();
    }

    /** Up to where superseded records may be missing; 0 if nothing is. */
    public long compacted() {
        return snapshot.compacted();
    }

    /** Calls {@code each} for every record up to {@link #revision}, in order. */
    public void records(Consumer<Positioned> each) {
        backend.scan(found -> {
            if (found.position().revision() <= snapshot.revision()) {
                each.accept(found);
            }
        });
    }

    /** A lease and the seconds it was granted. */
    public record Lease(long id, long seconds) {}

    /** All leases, in no order. */
    public List<Lease> leases() {
        return backend.numbers(LEASES).stream()
                .map(n -> new Lease(Long.parseLong(n.name().substring(LEASES.length())), n.value())).toList();
    }

    /** Whether the record at {@code position} is what its key is at {@code revision}. */
    public boolean isNewest(byte[] key, Position position, long revision) {
        return snapshot.index().get(key).flatMap(newest -> newest.at(revision))
                .filter(version -> version.position().equals(position)).isPresent();
    }

    /** Whether there was no key at {@code revision}. */
    public boolean isEmptyAt(long revision) {
        Iterator<Map.Entry<byte[], Version>> keys = snapshot.index().from(new byte[0]);
        while (keys.hasNext()) {
            if (keys.next().getValue().at(revision).isPresent()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        backend.close();
    }
}
