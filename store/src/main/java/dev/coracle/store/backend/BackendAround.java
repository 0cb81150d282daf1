package dev.coracle.store.backend;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A backend around another one, which does all that is not overridden: for those that hold up, lose or refuse what a real one would not, to see what
 * becomes of a store on them. What has a default in {@link Backend} keeps it: a fork or a copy of the files would go past what is around.
 */
public abstract class BackendAround implements Backend {

    private final Backend inner;

    protected BackendAround(Backend inner) {
        this.inner = inner;
    }

    @Override
    public void commit(List<Change> changes) {
        inner.commit(changes);
    }

    @Override
    public void tidy(List<Change> changes) {
        inner.tidy(changes);
    }

    @Override
    public void reopen() {
        inner.reopen();
    }

    @Override
    public Optional<Record> read(Position position) {
        return inner.read(position);
    }

    @Override
    public void scan(long revision, Consumer<Positioned> each) {
        inner.scan(revision, each);
    }

    @Override
    public void notes(long revision, Predicate<Note> each) {
        inner.notes(revision, each);
    }

    @Override
    public List<Named> numbers(String prefix) {
        return inner.numbers(prefix);
    }

    @Override
    public long size() {
        return inner.size();
    }

    @Override
    public Checkpoint checkpoint() {
        return inner.checkpoint();
    }

    @Override
    public void close() {
        inner.close();
    }
}
