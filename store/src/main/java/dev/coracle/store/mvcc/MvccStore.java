package dev.coracle.store.mvcc;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.mvcc.state.Moments;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.mvcc.state.Written;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** Revisions, transactions and watches over a backend. Safe for use by any number of threads. */
public final class MvccStore implements AutoCloseable {

    /** What a transaction is taken to write if nobody says. */
    private static final int SOME_BYTES = 4096;

    private final Backend backend;
    private final WatchHub watches;
    private final WriteQueue queue = new WriteQueue();
    private final Writer writer;
    private final Cleaning cleaning;
    private volatile Snapshot snapshot;

    public MvccStore(Backend backend) {
        this(backend, SystemClock.instance());
    }

    /** @param clock says when something was written */
    public MvccStore(Backend backend, Clock clock) {
        this(backend, Snapshot.recover(backend), clock);
    }

    private MvccStore(Backend backend, Snapshot snapshot, Clock clock) {
        this.backend = backend;
        this.snapshot = snapshot;
        this.watches = new WatchHub(this, backend);
        this.writer = new Writer(this, backend, queue, clock, Moments.of(backend, snapshot.revision()));
        this.cleaning = new Cleaning(this);
        writer.start();
        Failpoint.reached("recover.done");
        if (Snapshot.number(backend, Snapshot.CLEANED, 0) < snapshot.compacted()) {
            cleaning.begin(snapshot.compacted());
        }
    }

    /** The store as it is now; everything acknowledged is in it. */
    public ReadView read() {
        Snapshot now = snapshot;
        return new ReadView(backend, now, now.revision());
    }

    /** The store as it was. @throws StoreException if that revision is compacted or yet to come */
    public ReadView read(long revision) {
        Snapshot now = snapshot;
        now.check(revision);
        return new ReadView(backend, now, revision);
    }

    /**
     * What {@code reader} reads from the store as it is now, or, if {@code revision} is above 0, as it was then. The reader may be called
     * again if a compaction took away what it was reading.
     *
     * @throws StoreException if that revision is compacted or yet to come
     */
    public <T> T read(long revision, Function<ReadView, T> reader) {
        while (true) {
            ReadView view = revision > 0 ? read(revision) : read();
            try {
                return reader.apply(view);
            } catch (StoreException.Compacted e) {
                // Not of what the reader asked for, but of its view.
                if (view.revision() >= snapshot.compacted()) {
                    throw e;
                }
            }
        }
    }

    public long revision() {
        return snapshot.revision();
    }

    public long compactRevision() {
        return snapshot.compacted();
    }

    public WatchHub watches() {
        return watches;
    }

    /** What is taken on disk or heap, roughly, in bytes. */
    public long size() {
        return backend.size();
    }

    /** What of {@link #size} is in use, roughly. */
    public long sizeInUse() {
        return backend.sizeInUse();
    }

    /** Gives back what is taken and not in use; blocks until that is done, while everything else goes on. */
    public void defragment() {
        backend.defragment();
    }

    /** All records and numbers as they are now, whatever is written, compacted or forgotten while it is open. */
    public Checkpoint checkpoint() {
        while (true) {
            Snapshot before = snapshot;
            Backend.Checkpoint records = backend.checkpoint();
            // If a compaction came between, some of what the snapshot still names may be gone from the records.
            if (snapshot.compacted() == before.compacted()) {
                return new Checkpoint(before, records);
            }
            records.close();
        }
    }

    /** What there is of a store at one moment: its newest revision, the oldest that can be read, and how many keys there are. */
    public record State(long revision, long compacted, int keys) {
        static State of(Snapshot snapshot) {
            return new State(snapshot.revision(), snapshot.compacted(), snapshot.keys());
        }
    }

    /** Bytes that were committed since the store was opened, each record with {@link Writer#INDEX_BYTES}. */
    public long written() {
        return writer.written();
    }

    public State state() {
        return State.of(snapshot);
    }

    /**
     * What {@code look} makes of the store between two commits: the backend holds then what the state says, and nothing else. It holds up
     * everybody who writes.
     */
    public <T> T between(Function<State, T> look) {
        AtomicReference<T> looked = new AtomicReference<>();
        return transact(view -> {
            // A commit that fails asks again.
            if (looked.get() == null) {
                looked.set(look.apply(State.of(snapshot)));
            }
            return looked.get();
        });
    }

    /** A store with the same past and a future of its own, and what was seen of others at the same moment. */
    public record Fork<T>(MvccStore store, Backend backend, T along) {}

    /**
     * Another store that begins as this one is, at no cost that grows with it; empty if the backend can't do that. Neither sees what is
     * written to the other from now on.
     *
     * @param along called at that moment, between two commits
     */
    public <T> Optional<Fork<T>> fork(Clock clock, Supplier<T> along) {
        record Held<T>(Optional<Backend> backend, Snapshot snapshot, T along) {}
        Held<T> held = between(state -> new Held<>(backend.fork(), snapshot, along.get()));
        return held.backend.map(copy -> new Fork<>(new MvccStore(copy, held.snapshot, clock), copy, held.along));
    }

    /** That the store was taken back at revision {@code at} to what it was at revision {@code to}. */
    public record Rewind(long at, long to) {}

    /** How often the store was taken back since it was compacted, in order. */
    public List<Rewind> rewinds() {
        return backend.numbers(Snapshot.REWIND).stream()
                .map(n -> new Rewind(Long.parseLong(n.name().substring(Snapshot.REWIND.length())), n.value()))
                .sorted(Comparator.comparingLong(Rewind::at)).toList();
    }

    /** The revision that took it back last; 0 if none did. */
    long lastRewind() {
        return rewinds().stream().mapToLong(Rewind::at).max().orElse(0);
    }

    /** When a revision was written, in microseconds since 1970; empty if nobody knows. @throws StoreException if it is compacted or yet to come */
    public OptionalLong timeOf(long revision) {
        snapshot.check(revision);
        long micros = Moments.of(backend, revision);
        return micros == 0 ? OptionalLong.empty() : OptionalLong.of(micros);
    }

    /** The newest revision that was there at a time. @throws StoreException.Compacted if none of those that can be read was */
    public long revisionAt(long micros) {
        Snapshot now = snapshot;
        long found = Moments.newestAt(backend, now.compacted(), now.revision(), micros);
        if (found < now.compacted()) {
            throw new StoreException.Compacted(now.compacted());
        }
        return found;
    }

    /**
     * What has become of a key, oldest first, as far as it can still be read.
     *
     * @param after only what was written after this revision
     * @param limit no more than so many
     */
    public List<Written> history(byte[] key, long after, int limit) {
        return watches.history().of(snapshot, key, after, limit);
    }

    /** The store's own numbers that outlive a restart; the names of leases begin with {@code lease/}. */
    public List<Backend.Named> numbers(String prefix) {
        return backend.numbers(prefix);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Called with the hub's lock held. */
    void show(Snapshot next) {
        snapshot = next;
    }

    /**
     * Runs a transaction and waits until it is durable. The function runs on the writer thread and must not block; if it throws, nothing of
     * it is written and the exception is the answer. It may run a second time, if the commit failed that it was part of.
     */
    public <T> T transact(Function<WriteView, T> transaction) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            queue.put(new WriteQueue.Request<>(transaction, SOME_BYTES, answer));
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted while waiting for the store", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new StoreException.Unavailable("the store could not write: " + e.getCause(), e);
        }
    }

    /**
     * Runs a transaction like {@link #transact}, but waits for nothing: the answer comes on a thread of the store's, which must not be held up.
     * If too much waits already, the answer is {@link StoreException.TooManyRequests}.
     *
     * @param bytes roughly what it will write
     */
    public <T> CompletableFuture<T> submit(int bytes, Function<WriteView, T> transaction) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            if (!queue.offer(new WriteQueue.Request<>(transaction, bytes, answer))) {
                answer.completeExceptionally(new StoreException.TooManyRequests());
            }
        } catch (StoreException closed) {
            answer.completeExceptionally(closed);
        }
        return answer;
    }

    /** Sets a number that outlives a restart, together with whatever else the batch writes. */
    public void remember(String name, long value) {
        own(now -> new Own(List.of(new Change.SetNumber(name, value)), now));
    }

    public void forget(String name) {
        own(now -> new Own(List.of(new Change.RemoveNumber(name)), now));
    }

    /** Changes of the store itself, and what it then is. */
    record Own(List<Change> changes, Snapshot next) {}

    /** A change to the store itself, which has no revision and no events; it runs in the writer's turn like any transaction. */
    void own(Function<Snapshot, Own> change) {
        transact(view -> {
            Own own = change.apply(view.snapshot);
            view.adopt(own.changes, own.next, false);
            return true;
        });
    }

    /** Like {@link #own}, for changes that a crash may undo. */
    void tidy(Function<Snapshot, Own> change) {
        transact(view -> {
            Own own = change.apply(view.snapshot);
            view.adopt(own.changes, own.next, true);
            return true;
        });
    }

    /**
     * Forgets what was superseded before {@code revision}: at once for readers when this returns, then bit by bit in the backend, between
     * other transactions. What a watch that begins at {@code revision} hears stays.
     *
     * @return done when the backend has been cleaned, too; never fails: what a closed store or a full disk left is cleaned later
     * @throws StoreException.Compacted      if it has been compacted already
     * @throws StoreException.FutureRevision if it is yet to come
     */
    public CompletableFuture<Void> compact(long revision) {
        own(now -> {
            if (revision <= now.compacted()) {
                throw new StoreException.Compacted(now.compacted());
            }
            if (revision > now.revision()) {
                throw new StoreException.FutureRevision();
            }
            // The newest revision is written down with it: it must not go back after a restart, whatever compaction removes.
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.SetNumber(Snapshot.COMPACTED, revision));
            changes.add(new Change.SetNumber(Snapshot.REVISION, now.revision()));
            rewinds().stream().filter(rewind -> rewind.at < revision)
                    .forEach(rewind -> changes.add(new Change.RemoveNumber(Snapshot.REWIND + rewind.at)));
            return new Own(changes, new Snapshot(now.index(), now.revision(), revision, now.keys()));
        });
        return cleaning.begin(revision);
    }

    @Override
    public void close() {
        cleaning.close();
        writer.close();
        watches.close();
        backend.close();
    }
}
