package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells watches what was written. Publishing and joining exclude each other, so that a new watch misses nothing and hears nothing twice;
 * the history a watch begins with is read before it joins, all but the last stretch, so that it holds up no writer.
 */
public final class WatchHub {

    /** A stretch of history no longer than this is read while writers wait. */
    private static final long LAST_STRETCH = 200;

    private final MvccStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private boolean closed;

    WatchHub(MvccStore store) {
        this.store = store;
    }

    /** A running watch. */
    public final class Watcher implements AutoCloseable {
        private final byte[] from;
        private final byte[] to;
        private final long start;
        private final EventListener listener;
        private volatile boolean ended;

        private Watcher(byte[] from, byte[] to, long start, EventListener listener) {
            this.from = from;
            this.to = to;
            this.start = start;
            this.listener = listener;
        }

        private boolean wants(Event event) {
            byte[] key = event.key();
            return event.revision() >= start && Arrays.compareUnsigned(key, from) >= 0
                    && (to.length == 0 || Arrays.compareUnsigned(key, to) < 0);
        }

        private void tell(List<Event> events) {
            List<Event> wanted = events.stream().filter(this::wants).toList();
            if (!ended && !wanted.isEmpty()) {
                listener.onEvents(wanted);
            }
        }

        @Override
        public void close() {
            ended = true;
            watchers.remove(this);
        }
    }

    /** Begins a watch of keys from {@code from} to {@code to} (empty: to the end); {@code start} 0 is from now on. */
    public Watcher watch(byte[] from, byte[] to, long start, EventListener listener) {
        long begin = start == 0 ? store.revision() + 1 : start;
        Watcher watcher = new Watcher(from, to, begin, listener);
        long next = begin;
        while (true) {
            long newest = store.revision();
            if (newest - next > LAST_STRETCH) {
                history(watcher, next, newest);
                next = newest + 1;
                continue;
            }
            lock.lock();
            try {
                if (closed) {
                    throw new StoreException.Unavailable("the store is closed");
                }
                if (store.revision() - next <= LAST_STRETCH) {
                    history(watcher, next, store.revision());
                    watchers.add(watcher);
                    return watcher;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void history(Watcher watcher, long first, long last) {
        if (first > last) {
            return;
        }
        if (first <= store.compactRevision()) {
            throw new StoreException.Compacted(store.compactRevision());
        }
        ReadView view = store.read();
        List<Found> found = new ArrayList<>();
        view.eachVersion(watcher.from, watcher.to, first, last, (key, version, before) -> found.add(
                new Found(version.position(), view.event(key, version, before))));
        found.sort((a, b) -> a.position.compareTo(b.position));
        watcher.tell(found.stream().map(Found::event).toList());
    }

    private record Found(Position position, Event event) {}

    /** Makes {@code next} visible and tells everybody, in one step as a new watch sees it. */
    void publish(Snapshot next, List<Event> events, Consumer<Snapshot> show) {
        lock.lock();
        try {
            show.accept(next);
            if (!events.isEmpty()) {
                for (Watcher watcher : watchers) {
                    watcher.tell(events);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells every watch up to where it has seen everything. */
    public void progress() {
        lock.lock();
        try {
            long revision = store.revision();
            for (Watcher watcher : watchers) {
                watcher.listener.onProgress(revision);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest revision that every watch has been told of, as far as it wants to know. */
    public long toldUpTo() {
        lock.lock();
        try {
            return store.revision();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            for (Watcher watcher : watchers) {
                watcher.ended = true;
                watcher.listener.onEnd(new StoreException.Unavailable("the store is closed"));
            }
            watchers.clear();
        } finally {
            lock.unlock();
        }
    }
}
