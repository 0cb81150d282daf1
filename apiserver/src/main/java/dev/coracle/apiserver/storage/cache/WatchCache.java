package dev.coracle.apiserver.storage.cache;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.encryption.EncryptedStore;
import dev.coracle.apiserver.storage.object.Keys;
import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything under the prefix, in memory, fed by one watch. It is never ahead of the store and says how far behind it may be:
 * {@link #revision} is what it has seen; {@link #await} waits until it has seen more. When its source breaks it begins again, and ends
 * all watchers if it missed something.
 */
public final class WatchCache implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WatchCache.class);
    private static final int PAGE = 2000;
    private static final Duration RETRY = Duration.ofMillis(200);
    /** How often resources in which nothing happens are asked to forget, while there is no room for known events. */
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** How long a reader waits before it asks the store to say how far it is. */
    private static final long ASK_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final KeyValuePort store;
    private final String root;
    private final Clock clock;
    private final CacheTable caches = new CacheTable();
    private final EventRoom room = new EventRoom();
    /** When there was no room for known events; guarded by {@link #applying}. */
    private OptionalLong forgotten = OptionalLong.empty();
    /** Held while events are applied, and while a resource comes or goes. */
    private final ReentrantLock applying = new ReentrantLock();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition advanced = waiting.newCondition();
    private final List<Runnable> rewound = new CopyOnWriteArrayList<>();
    private volatile long revision;
    /** The newest revision that has been applied; ahead of {@link #revision} for a moment. Guarded by {@link #applying}. */
    private long applied;
    private volatile boolean closed;
    private volatile boolean connected;
    private KeyValuePort.@Nullable Watch watch;

    /** @param root such as {@code /registry/} */
    public WatchCache(KeyValuePort store, String root, Clock clock) {
        this.store = store;
        this.root = root;
        this.clock = clock;
    }

    /** Has {@code task} called, briefly, each time the store has been taken back and this shows it: what was derived from objects is stale. */
    public void onRewind(Runnable task) {
        rewound.add(task);
    }

    /** Loads what is there and watches from then on. Resources registered before are loaded together. */
    public void start() {
        applying.lock();
        try {
            loadAll();
            connect();
        } finally {
            applying.unlock();
        }
    }

    /** Serves a resource from now on; one that shares another's prefix shares its cache. */
    public ResourceCache register(Resource resource) {
        applying.lock();
        try {
            return caches.at(resource.keyPrefix()).orElseGet(() -> {
                ResourceCache cache = loaded(resource);
                caches.put(cache);
                return cache;
            });
        } finally {
            applying.unlock();
        }
    }

    /** Serves a resource by rules that have changed: at no time is it not served. Its watchers end, and begin again. */
    public void replace(Resource resource) {
        applying.lock();
        try {
            caches.put(loaded(resource)).ifPresent(ResourceCache::close);
        } finally {
            applying.unlock();
        }
    }

    private ResourceCache loaded(Resource resource) {
        ResourceCache cache = new ResourceCache(resource, room, clock);
        if (connected) {
            ResourceCache.Loading loading = cache.loading();
            range(cache.prefix(), applied, loading::add);
            loading.done(applied);
        }
        return cache;
    }

    /** Forgets a resource, ends its watchers. */
    public void unregister(Resource resource) {
        applying.lock();
        try {
            caches.remove(resource.keyPrefix()).ifPresent(ResourceCache::close);
        } finally {
            applying.unlock();
        }
    }

    public Optional<ResourceCache> cache(Resource resource) {
        return caches.at(resource.keyPrefix());
    }

    /** Every event up to this revision has been applied. */
    public long revision() {
        return revision;
    }

    /** Whether it has loaded and hears its source. */
    public boolean connected() {
        return connected;
    }

    /** Waits until {@link #revision} is at least {@code wanted}; false if that takes longer than {@code atMost}. */
    public boolean await(long wanted, Duration atMost) throws InterruptedException {
        if (revision >= wanted) {
            return true;
        }
        long left = atMost.toNanos();
        while (left > 0 && !closed) {
            long slice = Math.min(left, ASK_AFTER_NANOS);
            if (awaitSlice(wanted, slice)) {
                return true;
            }
            left -= slice;
            // Not under the lock: the store answers through the watch, whose thread wants that lock.
            askProgress();
        }
        return revision >= wanted;
    }

    private boolean awaitSlice(long wanted, long nanos) throws InterruptedException {
        long left = nanos;
        waiting.lock();
        try {
            while (revision < wanted && left > 0 && !closed) {
                left = advanced.awaitNanos(left);
            }
            return revision >= wanted;
        } finally {
            waiting.unlock();
        }
    }

    private void askProgress() {
        try {
            store.requestProgress();
        } catch (StoreException e) {
            log.debug("the store cannot say how far it is: {}", e.getMessage());
        }
    }

    private void loadAll() {
        long at = store.currentRevision();
        Map<String, ResourceCache.Loading> loadings = new HashMap<>();
        caches.all().forEach(cache -> loadings.put(cache.prefix(), cache.loading()));
        range(root, at, item -> caches.holding(item.key())
                .ifPresent(cache -> loadings.computeIfAbsent(cache.prefix(), p -> cache.loading()).add(item)));
        loadings.values().forEach(loading -> loading.done(at));
        applied = at;
        advance(at);
    }

    /** Page by page: what the store hands out is in memory together with what the cache makes of it, but never all of it. */
    private void range(String prefix, long at, Consumer<KeyValue> each) {
        String from = prefix;
        String end = Keys.endOf(prefix);
        boolean more = true;
        while (more) {
            Page page = store.list(from, end, PAGE, OptionalLong.of(at)).value();
            page.items().forEach(WatchCache::checkReadable);
            page.items().forEach(each);
            more = page.more() && !page.items().isEmpty();
            if (more) {
                from = page.items().getLast().key() + '\0';
            }
        }
    }

    /** What is there but encrypted must not be taken for absent: controllers would clean up after it. */
    private static void checkReadable(KeyValue item) {
        if (EncryptedStore.encrypted(item.value())) {
            throw new StoreException.Unreadable("the value of \"" + item.key()
                    + "\" is encrypted; start with the --encryption-provider-config that it was written by");
        }
    }

    private void connect() {
        watch = store.watch(root, Keys.endOf(root), applied + 1, new Feed());
        connected = true;
    }

    private final class Feed implements WatchListener {
        @Override
        public void onEvents(List<WatchEvent> events) {
            apply(events, false);
        }

        @Override
        public void onRewind(List<WatchEvent> events) {
            apply(events, true);
            rewound.forEach(Runnable::run);
        }

        private void apply(List<WatchEvent> events, boolean rewind) {
            applying.lock();
            try {
                if (rewind) {
                    // Before they hear of it: clients begin anew, rather than be told of a past that they take for news.
                    caches.all().forEach(cache -> cache.expireWatchers(events.getLast().revision()));
                }
                for (WatchEvent event : events) {
                    if (event.revision() >= applied) {
                        caches.holding(event.key()).ifPresent(cache -> cache.apply(event));
                        applied = event.revision();
                    }
                }
                makeRoom();
            } finally {
                applying.unlock();
            }
            if (!events.isEmpty()) {
                advance(events.getLast().revision());
            }
        }

        @Override
        public void onProgress(long upTo) {
            advance(upTo);
        }

        @Override
        public void onEnd(StoreException reason) {
            connected = false;
            if (!closed) {
                log.warn("the watch on the store ended: {}; beginning again", reason.getMessage());
                Thread.ofVirtual().name("watch-cache")
                        .start(() -> reconnect(reason instanceof StoreException.Compacted));
            }
        }
    }

    /** Events of a resource in which nothing happens any more would else keep all others from remembering theirs. */
    private void makeRoom() {
        if (!room.isFull()) {
            return;
        }
        long now = clock.nanoTime();
        if (forgotten.isEmpty() || now - forgotten.getAsLong() >= FORGET_NANOS) {
            forgotten = OptionalLong.of(now);
            caches.all().forEach(ResourceCache::forgetOld);
        }
    }

    private void reconnect(boolean missedSomething) {
        boolean reload = missedSomething;
        while (!closed) {
            applying.lock();
            try {
                if (reload) {
                    loadAll();
                }
                connect();
                return;
            } catch (StoreException.Compacted e) {
                reload = true;
            } catch (StoreException e) {
                log.warn("the store cannot be watched: {}", e.getMessage());
            } finally {
                applying.unlock();
            }
            try {
                clock.sleep(RETRY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void advance(long to) {
        if (to <= revision) {
            return;
        }
        waiting.lock();
        try {
            if (to > revision) {
                revision = to;
                advanced.signalAll();
            }
        } finally {
            waiting.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        connected = false;
        KeyValuePort.@Nullable Watch ending;
        applying.lock();
        try {
            ending = watch;
            caches.all().forEach(ResourceCache::endWatchers);
        } finally {
            applying.unlock();
        }
        // Without the lock: the store may just be telling it something.
        if (ending != null) {
            ending.close();
        }
    }
}
