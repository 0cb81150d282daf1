package dev.coracle.client.informer;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.resource.ListOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A cache, the reflector that fills it, and the handlers that hear of it. */
final class SharedInformer<T> implements Informer<T>, AutoCloseable {

    private final String name;
    private final ListWatch<T> source;
    private final IndexedCache<T> cache = new IndexedCache<>();
    private final Reflector<T> reflector;
    private final CountDownLatch listed = new CountDownLatch(1);
    // Held while the cache changes and the change is passed on, so that a new handler misses nothing and sees
    // nothing twice.
    private final ReentrantLock lock = new ReentrantLock();
    private final List<HandlerQueue<T>> handlers = new ArrayList<>();
    private final Freshness freshness = new Freshness();
    private final LongConsumer tellAll;
    private @Nullable Thread thread;
    private boolean closed;

    /** @param tellAll is told the revision when this one hears that its cluster was taken back */
    SharedInformer(String name, ListWatch<T> source, ListOptions filter, Clock clock, LongConsumer tellAll) {
        this.name = name;
        this.source = source;
        this.tellAll = tellAll;
        this.reflector = new Reflector<>(name, source, filter, clock, new Sink());
    }

    void addIndex(String index, Function<T, ? extends Collection<String>> values) {
        lock.lock();
        try {
            cache.addIndex(index, values);
        } finally {
            lock.unlock();
        }
    }

    void start() {
        lock.lock();
        try {
            if (thread == null && !closed) {
                thread = Thread.ofVirtual().name("reflector " + name).start(reflector);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Cache<T> cache() {
        return cache;
    }

    @Override
    public void addHandler(EventHandler<T> handler) {
        lock.lock();
        try {
            HandlerQueue<T> queue = new HandlerQueue<>(name, handler);
            handlers.add(queue);
            for (T object : cache.list()) {
                queue.added(object);
            }
            if (listed.getCount() == 0) {
                queue.markSynced();
            }
            queue.start();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasSynced() {
        return listed.getCount() == 0 && handlers().stream().allMatch(HandlerQueue::synced);
    }

    @Override
    public void awaitSynced() throws InterruptedException {
        listed.await();
        for (HandlerQueue<T> handler : handlers()) {
            handler.awaitSynced();
        }
    }

    @Override
    public boolean awaitCurrent() throws InterruptedException {
        return freshness.await();
    }

    /** What is cached from before this revision is no longer what is, as its own watch may be about to say, or may never. */
    void takenBack(long revision) {
        if (freshness.takenBack(revision)) {
            reflector.endWatch();
        }
    }

    private List<HandlerQueue<T>> handlers() {
        lock.lock();
        try {
            return List.copyOf(handlers);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        reflector.close();
        lock.lock();
        try {
            closed = true;
            if (thread != null) {
                thread.interrupt();
            }
            handlers.forEach(HandlerQueue::close);
        } finally {
            lock.unlock();
        }
    }

    /** What the reflector finds out goes into the cache and on to the handlers. */
    private final class Sink implements Reflector.Sink<T> {

        @Override
        public void outdated(OptionalLong takenBack) {
            freshness.outdated();
            takenBack.ifPresent(tellAll);
        }

        @Override
        public boolean isBehind() {
            return freshness.isBehind();
        }

        @Override
        public boolean listing() {
            return freshness.listing();
        }

        @Override
        public void replace(List<T> items, String version) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                Map<String, T> before = cache.snapshot();
                for (T item : items) {
                    T now = source.trim(item);
                    String key = source.key(now);
                    T old = before.remove(key);
                    if (old != null && !source.uid(old).equals(source.uid(now))) {
                        // One that went and another that came under its name: nobody should take that for a change.
                        remove(key);
                        put(key, now);
                    } else if (old == null || !source.resourceVersion(old).equals(source.resourceVersion(now))) {
                        put(key, now);
                    }
                }
                for (String gone : before.keySet()) {
                    remove(gone);
                }
                if (listed.getCount() != 0) {
                    handlers.forEach(HandlerQueue::markSynced);
                    listed.countDown();
                } else {
                    handlers.forEach(HandlerQueue::relisted);
                }
                freshness.filled(version);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void upsert(T changed) throws InterruptedException {
            T now = source.trim(changed);
            lock.lockInterruptibly();
            try {
                put(source.key(now), now);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void delete(T deleted) throws InterruptedException {
            T last = source.trim(deleted);
            lock.lockInterruptibly();
            try {
                String key = source.key(last);
                if (cache.remove(key) != null) {
                    handlers.forEach(h -> h.deleted(last));
                }
            } finally {
                lock.unlock();
            }
        }

        private void put(String key, T now) {
            T old = cache.put(key, now);
            for (HandlerQueue<T> handler : handlers) {
                if (old == null) {
                    handler.added(now);
                } else {
                    handler.updated(old, now);
                }
            }
        }

        private void remove(String key) {
            T last = cache.remove(key);
            if (last != null) {
                handlers.forEach(h -> h.deleted(last));
            }
        }
    }
}
