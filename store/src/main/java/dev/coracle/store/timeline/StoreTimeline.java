package dev.coracle.store.timeline;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.lease.Leases;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Written;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.rocksdb.RocksBackend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The embedded store's past and futures. */
public final class StoreTimeline implements Timeline {

    private final MvccStore store;
    private final Backend backend;
    private final Checkpoints checkpoints;
    private final Takeback takeback;

    public StoreTimeline(MvccStore store, Backend backend, Leases leases, Clock clock) {
        this.store = store;
        this.backend = backend;
        this.checkpoints = new Checkpoints(store, backend, clock);
        this.takeback = new Takeback(store, leases);
    }

    @Override
    public State state() {
        MvccStore.State now = store.state();
        return new State(backend.engine(), now.revision(), now.compacted(), now.keys(), backend.size(),
                store.written(), time(store.timeOf(now.revision())));
    }

    @Override
    public Saved checkpoint(Path folder) {
        return checkpoints.write(folder);
    }

    @Override
    public Turned rewind(long revision) {
        checkOne(revision);
        return readable(() -> takeback.to(revision));
    }

    @Override
    public Turned restore(Path folder) {
        try (RocksBackend checkpoint = RocksBackend.openCheckpoint(folder)) {
            return takeback.to(ReadView.newest(checkpoint));
        }
    }

    @Override
    public Moment at(Instant time) {
        return readable(() -> moment(store.revisionAt(ChronoUnit.MICROS.between(Instant.EPOCH, time))));
    }

    @Override
    public Moment at(long revision) {
        checkOne(revision);
        return readable(() -> moment(revision));
    }

    private static void checkOne(long revision) {
        if (revision < 1) {
            throw new StoreException.Refused("there is no revision " + revision + ": they are counted from 1");
        }
    }

    private Moment moment(long revision) {
        return new Moment(revision, time(store.timeOf(revision)));
    }

    private <T> T readable(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (StoreException.Compacted e) {
            throw new StoreException.Refused("that is compacted already: revision " + e.compactRevision()
                    + " is the oldest that can still be read");
        } catch (StoreException.FutureRevision e) {
            throw new StoreException.Refused(
                    "that revision is yet to come: revision " + store.revision() + " is the newest");
        }
    }

    private static Optional<Instant> time(OptionalLong micros) {
        return micros.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.EPOCH.plus(micros.getAsLong(), ChronoUnit.MICROS));
    }

    @Override
    public History history(String key, long after, int limit) {
        List<Written> found = store.history(key.getBytes(StandardCharsets.UTF_8), after, limit + 1);
        List<Timeline.Past> items = found.stream().limit(limit).map(StoreTimeline::past).toList();
        return new History(items, found.size() > limit, store.compactRevision());
    }

    private static Timeline.Past past(Written past) {
        Entry entry = past.entry();
        OptionalLong micros = past.micros() == 0 ? OptionalLong.empty() : OptionalLong.of(past.micros());
        Moment moment = new Moment(entry.modRevision(), time(micros));
        return new Timeline.Past(moment, past.deleted()
                ? Optional.empty()
                : Optional.of(new KeyValue(new String(entry.key(), StandardCharsets.UTF_8), entry.value(),
                        entry.createRevision(), entry.modRevision(), entry.version(), entry.lease())));
    }

    @Override
    public List<Turn> turns() {
        return store.rewinds().stream().map(rewind -> new Turn(rewind.at(), rewind.to())).toList();
    }
}
