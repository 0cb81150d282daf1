package dev.coracle.apiserver.storage.cache;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.storage.object.ObjectReader;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.collect.PersistentSortedMap;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All objects of one stored resource. Readers take no lock: they read an immutable snapshot. One thread applies events, in order; a watcher
 * that subscribes gets a snapshot or a piece of the past, and then every event after it.
 */
public final class ResourceCache {

    /** @param objects by namespace/name or name @param revision of the newest event in it */
    public record Snapshot(PersistentSortedMap<String, CachedObject> objects, long revision) {

        /** Those of a namespace, or all if it is empty, in key order. */
        public List<CachedObject> list(String namespace) {
            List<CachedObject> found = new ArrayList<>(namespace.isEmpty() ? objects.size() : 16);
            String from = namespace.isEmpty() ? "" : namespace + "/";
            Iterator<Map.Entry<String, CachedObject>> entries = namespace.isEmpty()
                    ? objects.iterator()
                    : objects.from(from);
            while (entries.hasNext()) {
                Map.Entry<String, CachedObject> entry = entries.next();
                if (!entry.getKey().startsWith(from)) {
                    break;
                }
                found.add(entry.getValue());
            }
            return found;
        }
    }

    /** @param events what happened since, before anything the watcher will say */
    public record Subscription(Watcher watcher, Snapshot snapshot, List<CacheEvent> events) {}

    private final String prefix;
    private final ObjectReader reader;
    private final CacheMetrics metrics;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Snapshot snapshot = new Snapshot(PersistentSortedMap.empty(Comparator.<String>naturalOrder()), 0);
    private final Audience watchers = new Audience();
    private final EventRoom room;
    private EventRing ring;

    /** @param room for the known events of all resources */
    ResourceCache(Resource resource, EventRoom room, Clock clock) {
        this.clock = clock;
        this.room = room;
        this.ring = new EventRing(0, room);
        this.prefix = resource.keyPrefix();
        this.reader = new ObjectReader(resource);
        this.metrics = new CacheMetrics(resource);
    }

    public String prefix() {
        return prefix;
    }

    /** Reads what the store has of this resource. */
    public ObjectReader reader() {
        return reader;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** @param key namespace/name or name */
    public Optional<CachedObject> get(String key) {
        return snapshot.objects().get(key);
    }

    /** Subscribes from now on; everything up to now is in the snapshot. */
    public Subscription subscribe(Concern concern) {
        lock.lock();
        try {
            return new Subscription(added(concern), snapshot, List.of());
        } finally {
            lock.unlock();
        }
    }

    /** Subscribes to everything after {@code revision}. Empty if that past is forgotten; {@link #oldest} says from where on it is known. */
    public Optional<Subscription> subscribeAfter(long revision, Concern concern) {
        lock.lock();
        try {
            return ring.after(revision).map(events -> {
                metrics.begun(events.size());
                return new Subscription(added(concern), snapshot, events);
            });
        } finally {
            lock.unlock();
        }
    }

    /** The revision after which no event is forgotten. */
    public long oldest() {
        lock.lock();
        try {
            return ring.completeAfter();
        } finally {
            lock.unlock();
        }
    }

    private Watcher added(Concern concern) {
        Watcher watcher = new Watcher(this, concern);
        watchers.add(watcher);
        return watcher;
    }

    void unsubscribe(Watcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    public int watcherCount() {
        lock.lock();
        try {
            return watchers.size();
        } finally {
            lock.unlock();
        }
    }

    /** Begins to take over what the store holds. */
    Loading loading() {
        return new Loading();
    }

    /** What the store holds, object by object in the order of their keys. */
    final class Loading {
        private final List<Map.Entry<String, CachedObject>> objects = new ArrayList<>();

        void add(KeyValue item) {
            reader.read(item)
                    .ifPresent(object -> objects.add(Map.entry(item.key().substring(prefix.length()), object)));
        }

        /** That was all, as of {@code revision}; watchers end, for they cannot know what they missed. */
        void done(long revision) {
            objects.sort(Map.Entry.comparingByKey()); // the store's order is that of bytes
            lock.lock();
            try {
                snapshot = new Snapshot(
                        PersistentSortedMap.ofSorted(Comparator.<String>naturalOrder(), objects), revision);
                forgetAll(revision);
            } finally {
                lock.unlock();
            }
            metrics.filled();
            endWatchers();
        }
    }

    void endWatchers() {
        taken().forEach(Watcher::end);
    }

    /** Nothing will be applied any more: it takes no room, and its watchers end. */
    void close() {
        lock.lock();
        try {
            ring.clear();
        } finally {
            lock.unlock();
        }
        endWatchers();
    }

    /** Forgets events that have become old while nothing happened. */
    void forgetOld() {
        lock.lock();
        try {
            ring.forgetOld(clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private void forgetAll(long completeAfter) {
        ring.clear();
        ring = new EventRing(completeAfter, room);
    }

    /** The store was taken back at this revision: nobody may go on from what was seen before. */
    void expireWatchers(long rewind) {
        List<Watcher> all;
        lock.lock();
        try {
            forgetAll(rewind);
            all = taken();
        } finally {
            lock.unlock();
        }
        all.forEach(watcher -> watcher.expire(rewind));
    }

    private List<Watcher> taken() {
        lock.lock();
        try {
            return watchers.removeAll();
        } finally {
            lock.unlock();
        }
    }

    /** A list has been read from a snapshot. @param newest whether the newest state was asked for */
    public void listed(int looked, int found, boolean newest) {
        metrics.listed(looked, found);
        if (newest) {
            metrics.newest();
        }
    }

    /** A page has been read from the store. */
    public void readFromStore(int objects) {
        metrics.read(objects);
    }

    void apply(WatchEvent event) {
        metrics.heard();
        if (event.revision() < snapshot.revision()) {
            return; // seen when the resource was loaded
        }
        String key = event.key().substring(prefix.length());
        Optional<CachedObject> before = snapshot.objects().get(key);
        Optional<CacheEvent> change = switch (event) {
            case WatchEvent.Put put -> before.isPresent() && before.get().revision() >= put.revision()
                    ? Optional.empty()
                    : reader.read(put.current()).map(o -> new CacheEvent(put.revision(), o, before, false));
            case WatchEvent.Delete delete -> before.filter(o -> o.revision() < delete.revision())
                    .map(o -> new CacheEvent(delete.revision(), o.deletedAt(delete.revision()), before, true));
        };
        change.ifPresent(c -> publish(key, c));
    }

    private void publish(String key, CacheEvent event) {
        List<List<Watcher>> audience;
        lock.lock();
        try {
            PersistentSortedMap<String, CachedObject> objects = snapshot.objects();
            snapshot = new Snapshot(event.deletion() ? objects.without(key) : objects.with(key, event.object()),
                    event.revision());
            ring.add(event, clock.nanoTime());
            audience = watchers.of(event);
        } finally {
            lock.unlock();
        }
        metrics.published();
        for (List<Watcher> some : audience) {
            some.forEach(watcher -> watcher.offer(event));
        }
    }
}
