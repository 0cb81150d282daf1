package dev.coracle.store.remote;

import com.google.protobuf.ByteString;
import dev.coracle.base.clock.Clock;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.KVGrpc;
import dev.coracle.proto.etcdserverpb.LeaseGrantRequest;
import dev.coracle.proto.etcdserverpb.LeaseGrpc;
import dev.coracle.proto.etcdserverpb.MaintenanceGrpc;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RangeResponse;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.StatusRequest;
import dev.coracle.proto.etcdserverpb.StatusResponse;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.TxnResponse;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store in a cluster of etcd servers (version 3.4 or newer), asked as kube-apiserver asks. Reads are linearizable and are tried again
 * for some seconds while no server answers; a write is tried again only if no server got it.
 *
 * <p>Servers before 3.4.31 and 3.5.13 cannot be asked how far a watch is: what they say may overtake events. There, asking writes an empty
 * key below the watched prefix, {@code coracle/progress}, whose event says it.
 */
public final class EtcdClientStore implements KeyValuePort {

    /** How long one call may take; kube-apiserver gives its own calls about as long. */
    private static final long DEADLINE_SECONDS = 10;
    private static final long LONG_DEADLINE_SECONDS = 60;
    /** Many readers wait for the same progress; one question answers them all. */
    private static final long ASK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final String PROGRESS_KEY = "coracle/progress";

    private final Endpoints endpoints;
    private final Caller caller;
    private final Clock clock;
    private final SharedLeases leases;
    private final Map<RemoteWatch, String> watches = new ConcurrentHashMap<>();
    private final AtomicLong lastAsked;
    /** Of the server that was asked last; read anew with every watch, since a cluster is upgraded server by server. */
    private volatile boolean tellsProgress;

    private EtcdClientStore(Endpoints endpoints, Clock clock) {
        this.endpoints = endpoints;
        this.clock = clock;
        this.caller = new Caller(endpoints, clock);
        this.leases = new SharedLeases(clock, this::grant);
        this.lastAsked = new AtomicLong(clock.nanoTime() - ASK_EVERY_NANOS);
    }

    /**
     * A client; nothing is connected before the first call.
     *
     * @param servers {@code http://host:port} or {@code https://host:port}
     * @throws IOException if a URL or a file of {@code tls} cannot be read
     */
    public static EtcdClientStore connect(List<String> servers, EtcdClientTls tls, Clock clock) throws IOException {
        return connect(servers, tls, List.of(), clock);
    }

    /** As above. @param interceptors hear of every call, on the thread that makes it */
    public static EtcdClientStore connect(List<String> servers, EtcdClientTls tls, List<ClientInterceptor> interceptors,
            Clock clock) throws IOException {
        return new EtcdClientStore(new Endpoints(servers, tls, interceptors), clock);
    }

    private static KVGrpc.KVBlockingStub kv(ManagedChannel channel) {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private RangeResponse range(RangeRequest request) {
        return caller.read(channel -> kv(channel).range(request));
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key) {
        return get(key, 0);
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key, long revision) {
        RangeResponse answer = range(Messages.one(key, revision));
        return new ReadResult<>(answer.getKvsList().stream().findFirst().map(Messages::keyValue),
                answer.getHeader().getRevision());
    }

    @Override
    public ReadResult<Page> list(String from, String to, long limit, OptionalLong revision) {
        RangeRequest request = Messages.range(from, to).setLimit(limit).setRevision(revision.orElse(0)).build();
        RangeResponse answer = caller.read(channel -> KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(LONG_DEADLINE_SECONDS, TimeUnit.SECONDS).range(request));
        List<KeyValue> items = answer.getKvsList().stream().map(Messages::keyValue).toList();
        return new ReadResult<>(new Page(items, answer.getMore(), answer.getCount()),
                answer.getHeader().getRevision());
    }

    @Override
    public ReadResult<Long> count(String from, String to) {
        RangeResponse answer = range(Messages.range(from, to).setCountOnly(true).build());
        return new ReadResult<>(answer.getCount(), answer.getHeader().getRevision());
    }

    @Override
    public WriteResult put(String key, byte[] value, long expected, long ttlSeconds) {
        if (ttlSeconds <= 0) {
            return putOn(0, key, value, expected);
        }
        long lease = leases.lease(ttlSeconds);
        try {
            return putOn(lease, key, value, expected);
        } catch (LeaseGone e) {
            leases.gone(lease);
            return putOn(leases.lease(ttlSeconds), key, value, expected);
        }
    }

    private WriteResult putOn(long lease, String key, byte[] value, long expected) {
        PutRequest put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(value)).setLease(lease).build();
        return write(Messages.ifUnchanged(key, expected, RequestOp.newBuilder().setRequestPut(put).build()));
    }

    @Override
    public WriteResult delete(String key, long expected) {
        if (expected == 0) {
            // A key that is not there cannot be deleted; to etcd "not there" is revision 0.
            ReadResult<Optional<KeyValue>> now = get(key);
            return new WriteResult.Conflict(now.value(), now.revision());
        }
        DeleteRangeRequest delete = DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
        return write(
                Messages.ifUnchanged(key, expected, RequestOp.newBuilder().setRequestDeleteRange(delete).build()));
    }

    private WriteResult write(TxnRequest request) {
        TxnResponse answer = caller.write(channel -> {
            try {
                return kv(channel).txn(request);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Code.NOT_FOUND) {
                    throw new LeaseGone(e);
                }
                throw e;
            }
        });
        long revision = answer.getHeader().getRevision();
        if (answer.getSucceeded()) {
            return new WriteResult.Written(revision);
        }
        return new WriteResult.Conflict(answer.getResponses(0).getResponseRange().getKvsList().stream().findFirst()
                .map(Messages::keyValue), revision);
    }

    /** The only thing that etcd misses in a transaction is the lease of a put. */
    private static final class LeaseGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseGone(Throwable cause) {
            super(cause);
        }
    }

    private long grant(long seconds) {
        LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(seconds).build();
        return caller.write(channel -> LeaseGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).leaseGrant(request)).getID();
    }

    /** As the port says; if the start is compacted while the watch begins, its listener hears so. */
    @Override
    public Watch watch(String from, String to, long startRevision, WatchListener listener) {
        tellsProgress = EtcdVersion.parse(statusOf().getVersion()).tellsProgress();
        checkNotCompacted(from, startRevision);
        RemoteWatch watch = new RemoteWatch(listener, watches::remove);
        ManagedChannel channel = endpoints.current();
        watches.put(watch, from);
        try {
            watch.open(channel, from, to, startRevision, DEADLINE_SECONDS);
            return watch;
        } catch (StoreException e) {
            watches.remove(watch);
            endpoints.failed(channel);
            throw e;
        }
    }

    private void checkNotCompacted(String key, long startRevision) {
        if (startRevision <= 0) {
            return;
        }
        try {
            get(key, startRevision);
        } catch (StoreException.FutureRevision e) {
            // A watch may begin at what is yet to come.
            return;
        }
    }

    @Override
    public long currentRevision() {
        return range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("\0")).setLimit(1).setCountOnly(true)
                .build()).getHeader().getRevision();
    }

    @Override
    public void requestProgress() {
        long last = lastAsked.get();
        long now = clock.nanoTime();
        if (now - last < ASK_EVERY_NANOS || !lastAsked.compareAndSet(last, now)) {
            return;
        }
        if (tellsProgress) {
            watches.keySet().forEach(RemoteWatch::askProgress);
            return;
        }
        for (String prefix : Set.copyOf(watches.values())) {
            PutRequest mark = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(prefix + PROGRESS_KEY)).build();
            caller.write(channel -> kv(channel).put(mark));
        }
    }

    @Override
    public void compact(long revision) {
        CompactionRequest request = CompactionRequest.newBuilder().setRevision(revision).build();
        caller.write(channel -> kv(channel).compact(request));
    }

    @Override
    public Status status() {
        StatusResponse answer = statusOf();
        return new Status(answer.getDbSize(), answer.getVersion(), answer.getHeader().getRevision());
    }

    private StatusResponse statusOf() {
        return caller.read(channel -> MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).status(StatusRequest.getDefaultInstance()));
    }

    @Override
    public void close() {
        watches.keySet().forEach(RemoteWatch::close);
        endpoints.close();
    }
}
