package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.HeapBackend;
import dev.coracle.store.backend.Note;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A heap engine whose commits can be held up, counted and made to fail. */
final class FakeBackend implements Backend {

    private final HeapBackend heap = new HeapBackend();
    final AtomicInteger commits = new AtomicInteger();
    /** How many commits are being made, or wait to be allowed. */
    final Semaphore begun = new Semaphore(0);
    volatile Optional<Semaphore> allowed = Optional.empty();
    /** What the next commits end with. */
    volatile Optional<StoreException> failure = Optional.empty();
    /** Whether a commit that fails leaves its changes all the same, as a disk may. */
    volatile boolean leaves;
    private boolean broken;

    @Override
    public void commit(List<Change> changes) {
        commits.incrementAndGet();
        begun.release();
        allowed.ifPresent(Semaphore::acquireUninterruptibly);
        tidy(changes);
    }

    @Override
    public void tidy(List<Change> changes) {
        if (broken) {
            throw new StoreException.Unavailable("not reopened");
        }
        Optional<StoreException> fails = failure;
        if (fails.isPresent()) {
            broken = true;
            if (leaves) {
                heap.commit(changes);
            }
            throw fails.get();
        }
        heap.commit(changes);
    }

    @Override
    public Checkpoint checkpoint() {
        return heap.checkpoint();
    }

    @Override
    public void reopen() {
        failure.ifPresent(still -> {
            throw still;
        });
        broken = false;
    }

    @Override
    public Optional<Record> read(Position position) {
        return heap.read(position);
    }

    @Override
    public void scan(long revision, Consumer<Positioned> each) {
        heap.scan(revision, each);
    }

    @Override
    public void notes(long revision, Predicate<Note> each) {
        heap.notes(revision, each);
    }

    @Override
    public List<Named> numbers(String prefix) {
        return heap.numbers(prefix);
    }

    @Override
    public long size() {
        return heap.size();
    }

    @Override
    public void close() {}
}
