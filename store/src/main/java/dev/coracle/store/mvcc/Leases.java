package dev.coracle.store.mvcc;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.failpoint.Failpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lifetimes that keys hang on. A lease ends so many seconds after it was granted, and its keys with it, in one revision. After a restart
 * every lease begins its time anew, as in etcd: it may live longer than asked for, never shorter. Safe for use by any number of threads.
 */
public final class Leases implements AutoCloseable {

    /** A lease is shared by so many keys at the most, and for so long, as kube-apiserver does. */
    private static final int SHARED_BY = 1000;
    private static final String PREFIX = "lease/";
    /** Ids above are clients' own. */
    private static final long LAST_OWN_ID = Long.MAX_VALUE / 2;

    private static final class Lease {
        final long id;
        final long seconds;
        final Set<String> keys = new HashSet<>();
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
     * @param keys    what hangs on it
     */
    public record LeaseInfo(long id, long granted, long left, List<String> keys) {}

    private final MvccStore store;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Lease> leases = new TreeMap<>();
    private final Map<Long, Shared> shared = new TreeMap<>();
    private long lastId;

    private record Shared(long id, long until, int count) {}

    public Leases(MvccStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        store.numbers(PREFIX).forEach(n -> add(Long.parseLong(n.name().substring(PREFIX.length())), n.value()));
        store.read().range(new byte[0], new byte[0], kv -> {
            Lease lease = leases.get(kv.lease());
            if (lease != null) {
                lease.keys.add(kv.key());
            }
            return true;
        });
    }

    private Lease add(long id, long seconds) {
        Lease lease = new Lease(id, seconds, clock.nanoTime() + Duration.ofSeconds(seconds).toNanos(),
                clock.schedule(Duration.ofSeconds(seconds), () -> expire(id)));
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
        revoke(id);
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
        store.remember(PREFIX + id, seconds);
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
        store.remember(PREFIX + id, seconds);
        return true;
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
        List<String> keys;
        long granted;
        long left;
        lock.lock();
        try {
            Lease lease = leases.get(id);
            if (lease == null) {
                return Optional.empty();
            }
            keys = new ArrayList<>(lease.keys);
            granted = lease.seconds;
            left = Math.max(0, Duration.ofNanos(lease.untilNanos - clock.nanoTime()).toSeconds());
        } finally {
            lock.unlock();
        }
        ReadView now = store.read();
        keys.removeIf(key -> now.get(key.getBytes(StandardCharsets.UTF_8)).filter(kv -> kv.lease() == id).isEmpty());
        keys.sort(null);
        return Optional.of(new LeaseInfo(id, granted, left, keys));
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
            if (now != null && now.until > clock.nanoTime() && now.count < SHARED_BY) {
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
            shared.put(seconds, new Shared(id, clock.nanoTime() + Duration.ofSeconds(slack).toNanos(), 1));
        } finally {
            lock.unlock();
        }
        return id;
    }

    /** Notes that the key now hangs on the lease. Whether it still does is looked up when the lease ends. @return whether there is such a lease */
    public boolean attach(long id, String key) {
        lock.lock();
        try {
            Lease lease = leases.get(id);
            if (lease != null) {
                lease.keys.add(key);
            }
            return lease != null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a lease and deletes what hangs on it. @return whether there was such a lease */
    public boolean revoke(long id) {
        List<String> keys;
        lock.lock();
        try {
            Lease lease = leases.remove(id);
            if (lease == null) {
                return false;
            }
            lease.timer.cancel();
            keys = new ArrayList<>(lease.keys);
        } finally {
            lock.unlock();
        }
        store.transact(view -> {
            for (String key : keys) {
                byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
                if (view.get(bytes).filter(kv -> kv.lease() == id).isPresent()) {
                    view.delete(bytes);
                }
            }
            return true;
        });
        Failpoint.reached("lease.before-forget");
        store.forget(PREFIX + id);
        return true;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            leases.values().forEach(lease -> lease.timer.cancel());
            leases.clear();
        } finally {
            lock.unlock();
        }
    }
}
