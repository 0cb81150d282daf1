package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.port.StoreException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watches what was written. Publishing and joining exclude each other, so that a new watch misses nothing and hears nothing twice;
 * the history a watch begins with is read before it joins, all but the last stretch, so that it holds up no writer.
 */
public final class WatchHub {

    private static final Logger log = LoggerFactory.getLogger(WatchHub.class);

    /** A stretch of history no longer than this is read while writers wait. */
    private static final long LAST_STRETCH = 500;

    private final MvccStore store;
    private final History history;
    private final ReentrantLock lock = new ReentrantLock();
    private final WatcherIndex watchers = new WatcherIndex();
    private boolean closed;
    /** The revision that took the store back last: who saw none of what came after it has to begin anew. */
    private volatile long rewound;
    private boolean rewinding;

    WatchHub(MvccStore store, Backend backend) {
        this.store = store;
        this.history = new History(store, backend);
        this.rewound = store.lastRewind();
    }

    History history() {
        return history;
    }

    /** A running watch. */
    public final class Watcher implements AutoCloseable {
        final byte[] from;
        final byte[] to;
        private final long start;
        private final EventListener listener;
        private final boolean follows;
        private boolean ended;

        private Watcher(byte[] from, byte[] to, long start, EventListener listener, boolean follows) {
            this.from = from;
            this.to = to;
            this.start = start;
            this.listener = listener;
            this.follows = follows;
        }

        /** Called with the hub's lock held. */
        void tell(List<Event> events) {
            if (ended) {
                return;
            }
            List<Event> wanted = events.getFirst().revision() >= start
                    ? events
                    : events.stream().filter(event -> event.revision() >= start).toList();
            try {
                if (!wanted.isEmpty() && rewinding) {
                    listener.onRewind(wanted);
                } else if (!wanted.isEmpty()) {
                    listener.onEvents(wanted);
                }
            } catch (RuntimeException e) {
                // One that cannot listen must not keep the others from hearing.
                log.error("a watch ends: its listener failed", e);
                end(new StoreException.Unavailable("the watch's listener failed: " + e, e));
            }
        }

        private void end(StoreException why) {
            ended = true;
            watchers.remove(this);
            listener.onEnd(why);
        }

        /** Ends the watch; the listener hears nothing more once this returns. May be called from the listener, but not with a lock that it takes. */
        @Override
        public void close() {
            lock.lock();
            try {
                ended = true;
                watchers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Begins a watch of keys from {@code from} to {@code to} (empty: to the end); {@code start} 0 is from now on. What there is of history is
     * told before this returns. When the store is taken back it ends as if that had compacted everything.
     *
     * @throws StoreException.Compacted if there is no history back to {@code start}, or the store was taken back since
     */
    public Watcher watch(byte[] from, byte[] to, long start, EventListener listener) {
        return watch(from, to, start, listener, false);
    }

    /** Begins a watch that goes on when the store is taken back; the listener is told so by {@link EventListener#onRewind}. */
    public Watcher follow(byte[] from, byte[] to, long start, EventListener listener) {
        return watch(from, to, start, listener, true);
    }

    private Watcher watch(byte[] from, byte[] to, long start, EventListener listener, boolean follows) {
        long begin = start == 0 ? store.revision() + 1 : start;
        Watcher watcher = new Watcher(from, to, begin, listener, follows);
        long next = begin;
        while (true) {
            while (!isNear(next)) {
                checkNotRewound(watcher);
                next = tell(from, to, next, listener);
            }
            lock.lock();
            try {
                if (isNear(next)) {
                    join(watcher, next);
                    return watcher;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void join(Watcher watcher, long from) {
        if (closed) {
            throw new StoreException.Unavailable("the store is closed");
        }
        checkNotRewound(watcher);
        long next = from;
        while (next <= store.revision()) {
            next = tell(watcher.from, watcher.to, next, watcher.listener);
        }
        watchers.add(watcher);
    }

    /** Whether a watch that begins at {@code revision} can join without much reading of history. */
    public boolean isNear(long revision) {
        return store.revision() - revision < LAST_STRETCH;
    }

    /**
     * Tells a bounded part of what happened from {@code first} on, whole revisions.
     *
     * @return the revision to go on from
     * @throws StoreException.Compacted if there is no history back to {@code first}, or the store was taken back since
     */
    public long catchUp(byte[] from, byte[] to, long first, EventListener listener) {
        checkNotRewound(first);
        return tell(from, to, first, listener);
    }

    private void checkNotRewound(Watcher watcher) {
        if (!watcher.follows) {
            checkNotRewound(watcher.start);
        }
    }

    private void checkNotRewound(long first) {
        if (first <= rewound) {
            throw new StoreException.Compacted(rewound + 1);
        }
    }

    private long tell(byte[] from, byte[] to, long first, EventListener listener) {
        History.Stretch stretch = history.read(from, to, first);
        if (!stretch.events().isEmpty()) {
            listener.onEvents(stretch.events());
        }
        return stretch.next();
    }

    /** Makes {@code next} visible and tells everybody, in one step as a new watch sees it. */
    void publish(Snapshot next, List<Event> events) {
        lock.lock();
        try {
            store.show(next);
            watchers.tell(events);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #publish}, where a transaction among them took the store back: those who follow are told, all others end. */
    void publishRewind(Snapshot next, List<Event> events) {
        lock.lock();
        try {
            rewound = next.revision();
            rewinding = true;
            store.show(next);
            StoreException why = new StoreException.Compacted(rewound + 1);
            watchers.all().stream().filter(watcher -> !watcher.follows).forEach(watcher -> watcher.end(why));
            watchers.tell(events);
        } finally {
            rewinding = false;
            lock.unlock();
        }
    }

    /** Tells every watch up to where it has seen everything. */
    public void progress() {
        lock.lock();
        try {
            long revision = store.revision();
            watchers.all().forEach(watcher -> watcher.listener.onProgress(revision));
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
            StoreException why = new StoreException.Unavailable("the store is closed");
            watchers.all().forEach(watcher -> watcher.end(why));
        } finally {
            lock.unlock();
        }
    }
}
