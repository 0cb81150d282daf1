package dev.coracle.store.mvcc;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Record;
import dev.coracle.store.mvcc.WriteQueue.Request;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.mvcc.state.Moments;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all transactions that wait, evaluates them in order, commits them in one go, shows them to readers,
 * tells the watches, and only then answers: nobody sees what is not durable, and nobody is answered before the watches know. A
 * transaction that comes while a commit is under way is in the next one.
 */
final class Writer {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    /** What a record takes on the heap beside its key and value, about, be they there or on disk. */
    static final int INDEX_BYTES = 256;
    private static final int MANY_ANSWERS = 16;
    /** So many batches may wait to be answered. */
    private static final int BATCHES_BEHIND = 4;

    /** A transaction that has been evaluated but is not yet durable. */
    private record Evaluated(Runnable answer, Optional<WriteView> changed) {
        boolean wrote() {
            return changed.isPresent();
        }
    }

    private final MvccStore store;
    private final Backend backend;
    private final WriteQueue queue;
    private final Clock clock;
    private final Thread thread;
    private final ExecutorService answers = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("store-answers").daemon().factory());
    private final Semaphore behind = new Semaphore(BATCHES_BEHIND);
    /** A commit has failed; whether it is there nobody knows. */
    private boolean doubtful;
    /** When the newest batch was written; a clock that goes back does not take this with it. */
    private long micros;
    private volatile long written;

    /** @param micros when the newest record was written */
    Writer(MvccStore store, Backend backend, WriteQueue queue, Clock clock, long micros) {
        this.store = store;
        this.backend = backend;
        this.queue = queue;
        this.clock = clock;
        this.micros = micros;
        this.thread = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Waits for the end of the commit that is under way; what still waits is refused. */
    void close() {
        refuse(queue.close(), new StoreException.Unavailable("the store is closed"));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        answers.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        for (List<Request<?>> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
            try {
                write(batch);
            } catch (RuntimeException | Error e) {
                // Not a commit that failed, which is answered: nobody knows what state this is.
                log.error("the store takes no more: {}", e.toString(), e);
                StoreException.Unavailable gone = new StoreException.Unavailable("the store failed: " + e, e);
                refuse(batch, gone);
                refuse(queue.close(), gone);
            }
        }
    }

    private static void refuse(List<Request<?>> requests, StoreException why) {
        requests.forEach(request -> request.answer().completeExceptionally(why));
    }

    private void write(List<Request<?>> batch) {
        Snapshot now = store.snapshot();
        Map<Position, Record> written = new HashMap<>();
        List<Evaluated> all = new ArrayList<>(batch.size());
        List<Change> changes = new ArrayList<>(batch.size());
        List<Event> events = new ArrayList<>(batch.size());
        boolean waitedFor = false;
        boolean rewound = false;
        micros = Math.max(micros, Moments.micros(clock.now()));
        for (Request<?> request : batch) {
            Evaluated one = evaluate(request, now, written);
            all.add(one);
            if (one.wrote()) {
                WriteView view = one.changed.orElseThrow();
                changes.addAll(view.changes());
                events.addAll(view.events());
                waitedFor |= !view.isTidying();
                rewound |= view.isRewinding();
                now = view.snapshot;
            }
        }
        try {
            commit(changes, waitedFor);
        } catch (StoreException e) {
            failed(batch, e);
            return;
        }
        Failpoint.reached("commit.after-sync");
        if (rewound) {
            Failpoint.reached("rewind.after-sync");
            store.watches().publishRewind(now, events);
        } else {
            store.watches().publish(now, events);
        }
        Failpoint.reached("commit.before-answer");
        answer(all);
    }

    /** Many answers are sent on while the next commit is under way; for a few it would take longer to ask for that. */
    private void answer(List<Evaluated> all) {
        if (all.size() < MANY_ANSWERS) {
            all.forEach(one -> one.answer.run());
            return;
        }
        behind.acquireUninterruptibly();
        answers.execute(() -> {
            try {
                all.forEach(one -> one.answer.run());
            } finally {
                behind.release();
            }
        });
    }

    private <T> Evaluated evaluate(Request<T> request, Snapshot before, Map<Position, Record> written) {
        WriteView view = new WriteView(backend, before, written, micros);
        try {
            T result = request.transaction().apply(view);
            boolean changed = view.snapshot != before || !view.changes().isEmpty();
            return new Evaluated(() -> request.answer().complete(result),
                    changed ? Optional.of(view) : Optional.empty());
        } catch (RuntimeException e) {
            return new Evaluated(() -> request.answer().completeExceptionally(e), Optional.empty());
        }
    }

    private void commit(List<Change> changes, boolean waitedFor) {
        if (changes.isEmpty()) {
            return;
        }
        List<Change> all = changes;
        if (doubtful) {
            backend.reopen();
            all = new ArrayList<>(leftovers());
            all.addAll(changes);
        }
        try {
            Failpoint.reached("commit.before-sync");
            if (waitedFor || doubtful) {
                backend.commit(all);
            } else {
                backend.tidy(all);
            }
            doubtful = false;
            count(changes);
        } catch (RuntimeException e) {
            doubtful = true;
            throw e instanceof StoreException known
                    ? known
                    : new StoreException.Unavailable("the store could not write: " + e, e);
        }
    }

    /** Only this thread counts. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(List<Change> changes) {
        long bytes = 0;
        for (Change change : changes) {
            if (change instanceof Change.Add add) {
                bytes += add.record().key().length + add.record().value().length + INDEX_BYTES;
            }
        }
        written += bytes;
    }

    long written() {
        return written;
    }

    /** What a commit that failed may have left behind: its revisions will be given to others. */
    private List<Change> leftovers() {
        List<Change> removals = new ArrayList<>();
        backend.notes(store.snapshot().revision() + 1, note -> removals.add(new Change.Remove(note.position())));
        return removals;
    }

    /** What only reads is answered all the same, by what is durable. */
    private void failed(List<Request<?>> batch, StoreException why) {
        log.warn("a commit failed: {}", why.getMessage());
        for (Request<?> request : batch) {
            Evaluated alone = evaluate(request, store.snapshot(), new HashMap<>());
            if (alone.wrote()) {
                request.answer().completeExceptionally(why);
            } else {
                alone.answer.run();
            }
        }
    }
}
