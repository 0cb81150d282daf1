package dev.coracle.store;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.HeapBackend;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.mvcc.ReadView.Found;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.WatchHub;
import dev.coracle.store.mvcc.lease.Leases;
import dev.coracle.store.mvcc.state.Version;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import dev.coracle.store.rocksdb.Reads;
import dev.coracle.store.rocksdb.RocksBackend;
import dev.coracle.store.timeline.BackendCopy;
import dev.coracle.store.timeline.StoreTimeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The watch store inside this process, behind the API server's port. A watch's listener is called before the write that it hears of is
 * answered: whoever has been answered finds its write in every cache that is fed by a watch.
 */
public final class EmbeddedStore implements KeyValuePort {

    /** What etcd takes in one request. */
    public static final int MAX_REQUEST_BYTES = 1536 * 1024;

    /** The etcd whose interface this is; clients ask for it before they use what is new. */
    public static final String ETCD_VERSION = "3.6.0";

    private final MvccStore store;
    private final Leases leases;
    private final Clock clock;
    private final Timeline timeline;
    private final Optional<Settling> settling;

    private EmbeddedStore(Backend backend, Clock clock) {
        this(backend, new MvccStore(backend, clock), clock, Optional.empty());
    }

    private EmbeddedStore(Backend backend, MvccStore store, Clock clock, Optional<Settling> settling) {
        this(backend, store, new Leases(store, clock), clock, settling);
    }

    private EmbeddedStore(Backend backend, MvccStore store, Leases leases, Clock clock, Optional<Settling> settling) {
        this.store = store;
        this.leases = leases;
        this.clock = clock;
        this.timeline = new StoreTimeline(store, backend, leases, clock);
        this.settling = settling;
    }

    /** A store that keeps everything on the heap and nothing for later. */
    public static EmbeddedStore inMemory(Clock clock) {
        return new EmbeddedStore(new HeapBackend(), clock);
    }

    /**
     * The store in {@code folder}, made if there is none.
     *
     * @throws StoreException.Unavailable in one line, if the folder is in use, cannot be written, is of a newer format or damaged
     */
    public static EmbeddedStore open(Path folder, RocksBackend.Durability durability, Reads reads, Clock clock) {
        RocksBackend backend = RocksBackend.open(folder, durability, reads);
        return new EmbeddedStore(backend, new MvccStore(backend, clock), clock,
                Optional.of(new Settling(backend, clock)));
    }

    /** As {@link #open(Path, RocksBackend.Durability, Reads, Clock)}, for repeated reads. */
    public static EmbeddedStore open(Path folder, RocksBackend.Durability durability, Clock clock) {
        return open(folder, durability, Reads.REPEATED, clock);
    }

    /**
     * A store that keeps everything on the heap, and begins with what is in a checkpoint.
     *
     * @throws StoreException.Refused in one line, if it is no checkpoint, of a newer format, or damaged
     */
    public static EmbeddedStore inMemory(Path checkpoint, Clock clock) {
        HeapBackend heap = new HeapBackend();
        try (RocksBackend disk = RocksBackend.openCheckpoint(checkpoint); Backend.Checkpoint all = disk.checkpoint()) {
            BackendCopy.copy(all, heap);
        }
        return new EmbeddedStore(heap, clock);
    }

    /**
     * Another store that begins as this one is: at no cost that grows with it, and without holding up writes. Neither sees what is written to
     * the other from now on. Its leases have the time left that they have here.
     *
     * @throws StoreException.Refused if this store is not on the heap: a store on disk is forked by a checkpoint
     */
    public EmbeddedStore fork() {
        MvccStore.Fork<Leases.Frozen> fork = store.fork(clock, leases::freeze)
                .orElseThrow(() -> new StoreException.Refused(
                        "a store on disk is not forked in memory; take a checkpoint and open that"));
        return new EmbeddedStore(fork.backend(), fork.store(), new Leases(fork.store(), clock, fork.along()), clock,
                Optional.empty());
    }

    @Override
    public Optional<Timeline> timeline() {
        return Optional.of(timeline);
    }

    /** A store over any backend. */
    public static EmbeddedStore over(Backend backend, Clock clock) {
        return new EmbeddedStore(backend, clock);
    }

    /** The store underneath, with all revisions and transactions. */
    public MvccStore mvcc() {
        return store;
    }

    public Leases leases() {
        return leases;
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key) {
        return get(key, 0);
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key, long revision) {
        byte[] name = bytes(key);
        return store.read(revision,
                view -> new ReadResult<>(view.get(name).map(PortEvents::keyValue), view.storeRevision()));
    }

    @Override
    public ReadResult<Page> list(String from, String to, long limit, OptionalLong revision) {
        byte[] first = bytes(from);
        byte[] end = bytes(to);
        return store.read(revision.orElse(0),
                view -> new ReadResult<>(page(view, first, end, limit), view.storeRevision()));
    }

    private static Page page(ReadView view, byte[] from, byte[] to, long limit) {
        List<Found> found = new ArrayList<>();
        long[] count = {0};
        view.find(from, to, one -> {
            count[0]++;
            if (limit <= 0 || found.size() < limit) {
                found.add(one);
            }
            return true;
        });
        List<KeyValue> items = view.load(found).stream().map(PortEvents::keyValue).toList();
        return new Page(items, count[0] > items.size(), count[0]);
    }

    @Override
    public ReadResult<Long> count(String from, String to) {
        ReadView view = store.read();
        return new ReadResult<>(view.count(bytes(from), bytes(to)), view.revision());
    }

    @Override
    public WriteResult put(String key, byte[] value, long expected, long ttlSeconds) {
        byte[] name = bytes(key);
        if (name.length + value.length > MAX_REQUEST_BYTES) {
            throw new StoreException.TooLarge();
        }
        long lease = ttlSeconds > 0 ? leases.shared(ttlSeconds) : 0;
        return store.transact(view -> {
            Optional<Version> now = view.version(name);
            if (now.map(Version::revision).orElse(0L) != expected) {
                return conflict(view, name);
            }
            if (lease != 0 && !leases.attach(lease, name)) {
                throw new StoreException.Unavailable(
                        "the lease ended before the write that was to hang on it; try again");
            }
            view.put(name, value, lease);
            return new WriteResult.Written(view.writeRevision());
        });
    }

    @Override
    public WriteResult delete(String key, long expected) {
        byte[] name = bytes(key);
        return store.transact(view -> {
            Optional<Version> now = view.version(name);
            if (now.isEmpty() || now.get().revision() != expected) {
                return conflict(view, name);
            }
            view.delete(name);
            return new WriteResult.Written(view.writeRevision());
        });
    }

    private static WriteResult conflict(ReadView view, byte[] key) {
        return new WriteResult.Conflict(view.get(key).map(PortEvents::keyValue), view.revision());
    }

    @Override
    public Watch watch(String from, String to, long startRevision, WatchListener listener) {
        WatchHub.Watcher watcher = store.watches().follow(bytes(from), bytes(to), startRevision,
                new PortEvents(listener));
        return watcher::close;
    }

    @Override
    public long currentRevision() {
        return store.revision();
    }

    @Override
    public void requestProgress() {
        store.watches().progress();
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public Status status() {
        return new Status(store.size(), ETCD_VERSION, store.revision());
    }

    @Override
    public void close() {
        settling.ifPresent(Settling::close);
        leases.close();
        store.close();
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
