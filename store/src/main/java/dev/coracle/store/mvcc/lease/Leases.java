package dev.coracle.store.mvcc.lease;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.collect.PersistentSortedMap;
import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.mvcc.Checkpoint;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Version;
import dev.coracle.store.port.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lifetimes that keys hang on. A lease ends so many seconds after it was granted, and its keys with it, in one revision. After a restart
 * every lease begins its time anew, as in etcd: it may live longer than asked for, never shorter. Safe for use by any number of threads.
 */
public final class Leases implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    /** A lease is shared by so many keys at the most, and for so long, as kube-apiserver does. */
    private static final int SHARED_BY = 1000;
    private static final String PREFIX = Checkpoint.LEASES;
    private static final int AT_ONCE = 1000;
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** Ids above are clients' own. */
    private static final long LAST_OWN_ID = Long.MAX_VALUE / 2;

    private static final PersistentSortedMap<byte[], Boolean> NO_KEYS = PersistentSortedMap
            .empty(Arrays::compareUnsigned);

    private static final class Lease {
        final long id;
        final long seconds;
        PersistentSortedMap<byte[], Boolean> keys = NO_KEYS;
        long untilNanos;
        Clock.Timer timer;

        Lease(long id, long seconds, long untilNanos, Clock.Timer timer) {
            this.id = id;
            this.seconds = seconds;
            this.untilNanos = untilNanos;
            this.timer = timer;
        }
    }

    /**
     * What there is to know of a lease.
     *
     * @param granted seconds it was granted for
     * @param left    whole seconds it has left
     * @param keys    what hangs on it, in order
     */
    public record LeaseInfo(long id, long granted, long left, List<byte[]> keys) {}

    private final MvccStore store;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Lease> leases = new TreeMap<>();
    /** Those whose keys are being deleted. */
    private final Map<Long, Lease> ending = new TreeMap<>();
    private final Map<Long, Shared> shared = new TreeMap<>();
    private long lastId;
    private boolean closed;

    private record Shared(long id, long until, int count) {}

    public Leases(MvccStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        store.numbers(PREFIX).forEach(n -> add(Long.parseLong(n.name().substring(PREFIX.length())), n.value()));
        attachAll();
    }

    /** Of a store that was forked, as they were at that moment. */
    public Leases(MvccStore store, Clock clock, Frozen frozen) {
        this.store = store;
        this.clock = clock;
        // One that has no time left ends at once, but not before it is here.
        lock.lock();
        try {
            for (One one : frozen.leases) {
                add(one.id, one.seconds, one.left).keys = one.keys;
            }
            lastId = Math.max(lastId, frozen.lastId);
        } finally {
            lock.unlock();
        }
    }

    private record One(long id, long seconds, Duration left, PersistentSortedMap<byte[], Boolean> keys) {}

    /** All leases at a moment, with the time that they had left then. */
    public static final class Frozen {
        private final List<One> leases;
        private final long lastId;

        private Frozen(List<One> leases, long lastId) {
            this.leases = leases;
            this.lastId = lastId;
        }
    }

    /** What leases there are; called between two commits, so that it agrees with the store. Costs nothing that grows with their keys. */
    public Frozen freeze() {
        lock.lock();
        try {
            List<One> all = new ArrayList<>();
            leases.values().forEach(lease -> all.add(one(lease)));
            // Its keys may be there still: where it is forked it has to end, too.
            ending.values().stream().filter(lease -> !leases.containsKey(lease.id))
                    .forEach(lease -> all.add(new One(lease.id, lease.seconds, Duration.ZERO, lease.keys)));
            return new Frozen(all, lastId);
        } finally {
            lock.unlock();
        }
    }

    private One one(Lease lease) {
        long left = Math.max(0, lease.untilNanos - clock.nanoTime());
        return new One(lease.id, lease.seconds, Duration.ofNanos(left), lease.keys);
    }

    private void attachAll() {
        ReadView now = store.read();
        List<ReadView.Found> leased = new ArrayList<>();
        now.find(new byte[0], new byte[0], found -> {
            if (found.version().leased()) {
                leased.add(found);
            }
            return true;
        });
        for (int i = 0; i < leased.size(); i += AT_ONCE) {
            for (Entry entry : now.load(leased.subList(i, Math.min(leased.size(), i + AT_ONCE)))) {
                attach(entry.lease(), entry.key());
            }
        }
    }

    private Lease add(long id, long seconds) {
        return add(id, seconds, Duration.ofSeconds(seconds));
    }

    private Lease add(long id, long seconds, Duration left) {
        Lease lease = new Lease(id, seconds, clock.nanoTime() + left.toNanos(), clock.schedule(left, () -> expire(id)));
        leases.put(id, lease);
        if (id <= LAST_OWN_ID) {
            lastId = Math.max(lastId, id);
        }
        return lease;
    }

    /** A lease that was kept alive as its time ran out stays. */
    private void expire(long id) {
        lock.lock();
        try {
            Lease lease = leases.get(id);
            if (lease == null || lease.untilNanos - clock.nanoTime() > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            revoke(id);
        } catch (StoreException e) {
            log.info("lease {} could not be ended yet: {}", id, e.getMessage());
        }
    }

    /** Grants a lease of so many seconds. */
    public long grant(long seconds) {
        long id;
        lock.lock();
        try {
            do {
                lastId++;
            } while (leases.containsKey(lastId));
            id = add(lastId, seconds).id;
        } finally {
            lock.unlock();
        }
        remember(id, seconds);
        return id;
    }

    /** Grants a lease of so many seconds under an id of the client's choice. @return whether the id was free */
    public boolean grant(long id, long seconds) {
        lock.lock();
        try {
            if (leases.containsKey(id)) {
                return false;
            }
            add(id, seconds);
        } finally {
            lock.unlock();
        }
        remember(id, seconds);
        return true;
    }

    private void remember(long id, long seconds) {
        try {
            store.remember(PREFIX + id, seconds);
        } catch (RuntimeException notGranted) {
            remove(id);
            throw notGranted;
        }
    }

    private Optional<Lease> remove(long id) {
        lock.lock();
        try {
            Optional<Lease> lease = Optional.ofNullable(leases.remove(id));
            lease.ifPresent(gone -> gone.timer.cancel());
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Begins a lease's time anew. @return the seconds it has, empty if there is no such lease */
    public OptionalLong keepAlive(long id) {
        lock.lock();
        try {
            Lease lease = leases.get(id);
            if (lease == null) {
                return OptionalLong.empty();
            }
            lease.timer.cancel();
            lease.untilNanos = clock.nanoTime() + Duration.ofSeconds(lease.seconds).toNanos();
            lease.timer = clock.schedule(Duration.ofSeconds(lease.seconds), () -> expire(id));
            return OptionalLong.of(lease.seconds);
        } finally {
            lock.unlock();
        }
    }

    public Optional<LeaseInfo> find(long id) {
        List<byte[]> keys;
        long granted;
        long left;
        lock.lock();
        try {
            Lease lease = leases.get(id);
            if (lease == null) {
                return Optional.empty();
            }
            keys = keys(lease);
            granted = lease.seconds;
            left = Math.max(0, Duration.ofNanos(lease.untilNanos - clock.nanoTime()).toSeconds());
        } finally {
            lock.unlock();
        }
        ReadView now = store.read();
        keys.removeIf(key -> now.get(key).filter(kv -> kv.lease() == id).isEmpty());
        return Optional.of(new LeaseInfo(id, granted, left, keys));
    }

    private static List<byte[]> keys(Lease lease) {
        List<byte[]> keys = new ArrayList<>(lease.keys.size());
        lease.keys.iterator().forEachRemaining(entry -> keys.add(entry.getKey()));
        return keys;
    }

    /** The ids of all leases. */
    public List<Long> ids() {
        lock.lock();
        try {
            return List.copyOf(leases.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** A lease that ends no sooner than in so many seconds, shared with other keys that want about the same. */
    public long shared(long seconds) {
        lock.lock();
        try {
            Shared now = shared.get(seconds);
            if (now != null && leases.containsKey(now.id) && now.until > clock.nanoTime() && now.count < SHARED_BY) {
                shared.put(seconds, new Shared(now.id, now.until, now.count + 1));
                return now.id;
            }
        } finally {
            lock.unlock();
        }
        long slack = Math.max(1, Math.min(60, seconds / 20));
        long id = grant(seconds + slack);
        lock.lock();
        try {
            shared.values().removeIf(old -> old.until <= clock.nanoTime());
            shared.put(seconds, new Shared(id, clock.nanoTime() + Duration.ofSeconds(slack).toNanos(), 1));
        } finally {
            lock.unlock();
        }
        return id;
    }

    /** Notes that the key now hangs on the lease. Whether it still does is looked up when the lease ends. @return whether there is such a lease */
    public boolean attach(long id, byte[] key) {
        lock.lock();
        try {
            Lease lease = leases.get(id);
            if (lease != null) {
                lease.keys = lease.keys.with(key, true);
            }
            return lease != null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a lease and deletes what hangs on it. @return whether there was such a lease */
    public boolean revoke(long id) {
        Optional<Lease> lease = begin(id);
        if (lease.isEmpty()) {
            return false;
        }
        // From here on nothing more is attached: what was, is in the set.
        List<byte[]> keys = keys(lease.get());
        try {
            store.transact(view -> {
                for (byte[] key : keys) {
                    if (view.version(key).filter(Version::leased).isPresent()
                            && view.get(key).filter(entry -> entry.lease() == id).isPresent()) {
                        view.delete(key);
                    }
                }
                return true;
            });
            Failpoint.reached("lease.before-forget");
            store.forget(PREFIX + id);
        } catch (StoreException e) {
            againLater(lease.get());
            throw e;
        } finally {
            ended(id);
        }
        return true;
    }

    private Optional<Lease> begin(long id) {
        lock.lock();
        try {
            Optional<Lease> lease = remove(id);
            lease.ifPresent(gone -> ending.put(id, gone));
            return lease;
        } finally {
            lock.unlock();
        }
    }

    private void ended(long id) {
        lock.lock();
        try {
            ending.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** A lease whose keys could not be deleted goes on for a moment: they must not stay for ever. */
    private void againLater(Lease lease) {
        lock.lock();
        try {
            if (!closed && !leases.containsKey(lease.id)) {
                lease.untilNanos = clock.nanoTime() + AGAIN.toNanos();
                lease.timer = clock.schedule(AGAIN, () -> expire(lease.id));
                leases.put(lease.id, lease);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            leases.values().forEach(lease -> lease.timer.cancel());
            leases.clear();
        } finally {
            lock.unlock();
        }
    }
}
