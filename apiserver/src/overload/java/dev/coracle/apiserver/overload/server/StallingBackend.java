package dev.coracle.apiserver.overload.server;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.HeapBackend;
import dev.coracle.store.backend.Note;
import dev.coracle.store.backend.Record;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A disk that can be made to answer no more for a while: commits wait, reads go on. Safe for use by any number of threads. */
final class StallingBackend implements Backend {

    private final Backend memory = new HeapBackend();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stalls;

    void stall(boolean now) {
        lock.lock();
        try {
            stalls = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void commit(List<Change> changes) {
        lock.lock();
        try {
            while (stalls) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        memory.commit(changes);
    }

    @Override
    public void tidy(List<Change> changes) {
        memory.tidy(changes);
    }

    @Override
    public void reopen() {
        memory.reopen();
    }

    @Override
    public Optional<Record> read(Position position) {
        return memory.read(position);
    }

    @Override
    public void notes(long revision, Predicate<Note> each) {
        memory.notes(revision, each);
    }

    @Override
    public void scan(long revision, Consumer<Positioned> each) {
        memory.scan(revision, each);
    }

    @Override
    public List<Named> numbers(String prefix) {
        return memory.numbers(prefix);
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public Checkpoint checkpoint() {
        return memory.checkpoint();
    }

    @Override
    public void close() {
        stall(false);
        memory.close();
    }
}
