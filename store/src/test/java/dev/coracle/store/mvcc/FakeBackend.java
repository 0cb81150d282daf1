package dev.coracle.store.mvcc;

import dev.coracle.store.backend.BackendAround;
import dev.coracle.store.backend.HeapBackend;
import dev.coracle.store.port.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A heap engine whose commits can be held up, counted and made to fail. */
final class FakeBackend extends BackendAround {

    final AtomicInteger commits = new AtomicInteger();
    /** How many commits are being made, or wait to be allowed. */
    final Semaphore begun = new Semaphore(0);
    volatile Optional<Semaphore> allowed = Optional.empty();
    /** What the next commits end with. */
    volatile Optional<StoreException> failure = Optional.empty();
    /** Whether a commit that fails leaves its changes all the same, as a disk may. */
    volatile boolean leaves;
    private boolean broken;

    FakeBackend() {
        super(new HeapBackend());
    }

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
                super.commit(changes);
            }
            throw fails.get();
        }
        super.commit(changes);
    }

    @Override
    public void reopen() {
        failure.ifPresent(still -> {
            throw still;
        });
        broken = false;
    }

    @Override
    public void close() {}
}
