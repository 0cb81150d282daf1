package dev.coracle.store.backend;

import dev.coracle.base.collect.PersistentSortedMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Everything in maps that share structure between versions: no native code, nothing on disk, gone with the process. */
public final class HeapBackend implements Backend {

    private volatile PersistentSortedMap<Position, Record> records;
    private volatile PersistentSortedMap<String, Long> numbers;
    private final AtomicLong bytes;

    public HeapBackend() {
        this(PersistentSortedMap.empty(Position::compareTo), PersistentSortedMap.empty(String::compareTo), 0);
    }

    private HeapBackend(PersistentSortedMap<Position, Record> records, PersistentSortedMap<String, Long> numbers,
            long bytes) {
        this.records = records;
        this.numbers = numbers;
        this.bytes = new AtomicLong(bytes);
    }

    /** Shares all that is there. */
    @Override
    public Optional<Backend> fork() {
        return Optional.of(new HeapBackend(records, numbers, bytes.get()));
    }

    @Override
    public void commit(List<Change> changes) {
        PersistentSortedMap<Position, Record> now = records;
        PersistentSortedMap<String, Long> numbersNow = numbers;
        for (Change change : changes) {
            switch (change) {
                case Change.Add add -> {
                    now = now.with(add.position(), add.record());
                    bytes.addAndGet(weight(add.record()));
                }
                case Change.Remove remove -> {
                    now.get(remove.position()).ifPresent(gone -> bytes.addAndGet(-weight(gone)));
                    now = now.without(remove.position());
                }
                case Change.SetNumber set -> numbersNow = numbersNow.with(set.name(), set.value());
                case Change.RemoveNumber remove -> numbersNow = numbersNow.without(remove.name());
            }
        }
        records = now;
        numbers = numbersNow;
    }

    @Override
    public void tidy(List<Change> changes) {
        commit(changes);
    }

    @Override
    public void reopen() {}

    private static long weight(Record record) {
        return 160L + record.key().length + record.value().length;
    }

    @Override
    public Optional<Record> read(Position position) {
        return records.get(position);
    }

    @Override
    public void scan(long revision, Consumer<Positioned> each) {
        Iterator<Map.Entry<Position, Record>> all = records.from(new Position(revision, 0));
        all.forEachRemaining(entry -> each.accept(new Positioned(entry.getKey(), entry.getValue())));
    }

    @Override
    public void notes(long revision, Predicate<Note> each) {
        Iterator<Map.Entry<Position, Record>> all = records.from(new Position(revision, 0));
        while (all.hasNext()) {
            Map.Entry<Position, Record> entry = all.next();
            if (!each.test(Note.of(entry.getKey(), entry.getValue()))) {
                return;
            }
        }
    }

    @Override
    public List<Named> numbers(String prefix) {
        return numbers(numbers, prefix);
    }

    private static List<Named> numbers(PersistentSortedMap<String, Long> numbers, String prefix) {
        List<Named> found = new ArrayList<>();
        Iterator<Map.Entry<String, Long>> all = numbers.from(prefix);
        while (all.hasNext()) {
            Map.Entry<String, Long> entry = all.next();
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.add(new Named(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    @Override
    public long size() {
        return bytes.get();
    }

    @Override
    public Checkpoint checkpoint() {
        PersistentSortedMap<String, Long> numbersNow = numbers;
        PersistentSortedMap<Position, Record> recordsNow = records;
        return new Checkpoint() {
            @Override
            public void scan(Consumer<Positioned> each) {
                recordsNow.from(new Position(0, 0)).forEachRemaining(
                        entry -> each.accept(new Positioned(entry.getKey(), entry.getValue())));
            }

            @Override
            public List<Named> numbers(String prefix) {
                return HeapBackend.numbers(numbersNow, prefix);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
