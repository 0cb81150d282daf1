package dev.coracle.store.mvcc;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Transactions over a backend. One writer thread takes all that wait at once, evaluates them in order, commits them in one go, shows them to
 * readers, tells the watches, and only then answers: nobody sees what is not durable, and nobody is answered before the watches know.
 */
public final class MvccStore implements AutoCloseable {

    /** How many transactions may wait; more have to wait to wait. */
    private static final int QUEUE = 10_000;
    /** One commit takes no more than so many transactions, so that the first of them need not wait long. */
    private static final int BATCH = 1_000;
    private static final int COMPACT_KEYS = 2_000;
    private static final String COMPACTED = "compacted";
    private static final String REVISION = "revision";

    private record Request<T>(Function<WriteView, T> transaction, CompletableFuture<T> answer) {}

    private final Backend backend;
    private final WatchHub watches;
    private final BlockingQueue<Request<?>> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;
    private volatile Snapshot snapshot;
    private volatile boolean closed;

    public MvccStore(Backend backend) {
        this.backend = backend;
        this.snapshot = recover(backend);
        this.watches = new WatchHub(this);
        this.writer = Thread.ofPlatform().name("store-writer").daemon().start(this::writeLoop);
    }

    private static Snapshot recover(Backend backend) {
        Map<String, Long> numbers = new HashMap<>();
        backend.numbers("").forEach(n -> numbers.put(n.name(), n.value()));
        long compacted = numbers.getOrDefault(COMPACTED, 0L);
        long[] revision = {Math.max(numbers.getOrDefault(REVISION, 1L), compacted)};
        var index = new Object() {
            dev.coracle.base.collect.PersistentSortedMap<byte[], KeyHistory> map = Snapshot.EMPTY.index();
        };
        backend.scan(0, found -> {
            Failpoint.reached("recover.index");
            Record record = found.record();
            KeyHistory.Version version = new KeyHistory.Version(found.position(), record.createRevision(),
                    record.version(),
                    record.deleted());
            KeyHistory history = index.map.get(record.key()).map(h -> h.with(version))
                    .orElseGet(() -> KeyHistory.of(version));
            index.map = index.map.with(record.key(), history);
            revision[0] = Math.max(revision[0], found.position().revision());
        });
        Failpoint.reached("recover.done");
        return new Snapshot(index.map, revision[0], compacted);
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

    public long revision() {
        return snapshot.revision();
    }

    public long compactRevision() {
        return snapshot.compacted();
    }

    public WatchHub watches() {
        return watches;
    }

    public long size() {
        return backend.size();
    }

    List<Backend.Named> numbers(String prefix) {
        return backend.numbers(prefix);
    }

    /**
     * Runs a transaction and waits until it is durable. The function runs on the writer thread and must not block; if it throws, nothing of
     * it is written and the exception is the answer.
     */
    public <T> T transact(Function<WriteView, T> transaction) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            if (closed) {
                throw new StoreException.Unavailable("the store is closed");
            }
            waiting.put(new Request<>(transaction, answer));
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted while waiting for the store", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException known) {
                throw known;
            }
            throw new StoreException.Unavailable("the store could not write: " + e.getCause(), e);
        }
    }

    private void writeLoop() {
        List<Request<?>> batch = new ArrayList<>();
        try {
            while (!closed) {
                batch.add(waiting.take());
                waiting.drainTo(batch, BATCH - 1);
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException closing) {
            closed = true;
        }
        StoreException.Unavailable gone = new StoreException.Unavailable("the store is closed");
        batch.forEach(request -> request.answer.completeExceptionally(gone));
        waiting.forEach(request -> request.answer.completeExceptionally(gone));
    }

    private void write(List<Request<?>> batch) {
        Snapshot now = snapshot;
        Map<Position, Record> written = WriteView.noneWritten();
        List<Change> changes = new ArrayList<>();
        List<WatchEvent> events = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>(batch.size());
        for (Request<?> request : batch) {
            now = evaluate(request, now, written, changes, events, answers);
        }
        try {
            if (!changes.isEmpty()) {
                Failpoint.reached("commit.before-sync");
                backend.commit(changes);
                Failpoint.reached("commit.after-sync");
            }
        } catch (RuntimeException e) {
            batch.forEach(request -> request.answer.completeExceptionally(e));
            return;
        }
        watches.publish(now, events, this::show);
        Failpoint.reached("commit.before-answer");
        answers.forEach(Runnable::run);
    }

    private <T> Snapshot evaluate(Request<T> request, Snapshot before, Map<Position, Record> written,
            List<Change> changes,
            List<WatchEvent> events, List<Runnable> answers) {
        List<Change> own = new ArrayList<>();
        WriteView view = new WriteView(backend, before, written, own);
        try {
            T result = request.transaction.apply(view);
            changes.addAll(own);
            events.addAll(view.events());
            answers.add(() -> request.answer.complete(result));
            return view.snapshot;
        } catch (RuntimeException e) {
            answers.add(() -> request.answer.completeExceptionally(e));
            return before;
        }
    }

    private void show(Snapshot next) {
        snapshot = next;
    }

    /** Sets a number that outlives a restart, together with whatever else the batch writes. */
    void remember(String name, long value) {
        commitOwn(List.of(new Change.SetNumber(name, value)), Function.identity());
    }

    void forget(String name) {
        commitOwn(List.of(new Change.RemoveNumber(name)), Function.identity());
    }

    /**
     * Forgets what was superseded before {@code revision}: at once for readers, then bit by bit in the backend, between other transactions.
     *
     * @throws StoreException.Compacted      if it has been compacted already
     * @throws StoreException.FutureRevision if it is yet to come
     */
    public void compact(long revision) {
        Snapshot now = snapshot;
        if (revision <= now.compacted()) {
            throw new StoreException.Compacted(now.compacted());
        }
        if (revision > now.revision()) {
            throw new StoreException.FutureRevision();
        }
        // The revision is written down with it: if the newest records are tombstones and go, it must not go back after a restart.
        commitOwn(List.of(new Change.SetNumber(COMPACTED, revision), new Change.SetNumber(REVISION, now.revision())),
                s -> new Snapshot(s.index(), s.revision(), Math.max(s.compacted(), revision)));
        Failpoint.reached("compact.after-mark");
        byte[] from = new byte[0];
        while (from != null) {
            Failpoint.reached("compact.between-batches");
            from = compactSome(from, revision);
        }
        Failpoint.reached("compact.after-removal");
    }

    private byte @org.jspecify.annotations.Nullable [] compactSome(byte[] from, long revision) {
        List<byte[]> affected = new ArrayList<>();
        Iterator<Map.Entry<byte[], KeyHistory>> keys = snapshot.index().from(from);
        byte[] resume = null;
        for (int seen = 0; keys.hasNext(); seen++) {
            Map.Entry<byte[], KeyHistory> entry = keys.next();
            if (seen == COMPACT_KEYS) {
                resume = entry.getKey();
                break;
            }
            if (entry.getValue().superseded(revision) > 0) {
                affected.add(entry.getKey());
            }
        }
        if (!affected.isEmpty()) {
            removeSuperseded(affected, revision);
        }
        return resume;
    }

    private void removeSuperseded(List<byte[]> keys, long revision) {
        transactOwn(now -> {
            List<Change> removals = new ArrayList<>();
            var index = now.index();
            for (byte[] key : keys) {
                KeyHistory history = index.get(key).orElseThrow();
                int count = history.superseded(revision);
                for (KeyHistory.Version gone : Arrays.copyOf(history.versions(), count)) {
                    removals.add(new Change.Remove(gone.position()));
                }
                var rest = history.without(count);
                index = rest.isPresent() ? index.with(key, rest.get()) : index.without(key);
            }
            return new Own(removals, new Snapshot(index, now.revision(), now.compacted()));
        });
    }

    private record Own(List<Change> changes, Snapshot next) {}

    private void commitOwn(List<Change> changes, Function<Snapshot, Snapshot> next) {
        transactOwn(now -> new Own(changes, next.apply(now)));
    }

    /** A change to the store itself, which has no revision and no events; it runs in the writer's turn like any transaction. */
    private void transactOwn(Function<Snapshot, Own> change) {
        transact(view -> {
            Own own = change.apply(view.snapshot);
            view.adopt(own.changes, own.next);
            return true;
        });
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watches.close();
        backend.close();
    }
}
