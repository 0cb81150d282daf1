package dev.coracle.store.etcd.member;

import dev.coracle.base.clock.Clock;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.mvcc.MvccStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * How large the store may become. A write that would go beyond it raises the alarm NOSPACE, which refuses writes until it is disarmed.
 * Source: etcd's quota of the backend. Safe for use by any number of threads.
 */
final class Quota {

    static final long DEFAULT_BYTES = 2L << 30;
    /** Asking the engine for its size may cost system calls; between two looks, the writes are added up. */
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    /** What a record takes besides key and value, roughly. */
    private static final long RECORD_BYTES = 256;
    private static final long LEASE_BYTES = 16;

    private final MvccStore store;
    private final Alarms alarms;
    private final Clock clock;
    private final long limit;
    private final LongAdder since = new LongAdder();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long size;
    private volatile long lookedAt;

    /** @param limit in bytes; 0 is etcd's default, less is none */
    Quota(MvccStore store, Alarms alarms, Clock clock, long limit) {
        this.store = store;
        this.alarms = alarms;
        this.clock = clock;
        this.limit = limit == 0 ? DEFAULT_BYTES : limit;
        look(clock.nanoTime());
    }

    private void look(long now) {
        lookedAt = now;
        since.reset();
        size = store.size();
    }

    long limit() {
        return limit;
    }

    void checkPut(PutRequest request) {
        check(cost(request));
    }

    void checkLease() {
        check(LEASE_BYTES);
    }

    /** A transaction that puts nothing passes: deleting is the way out. */
    void checkTxn(TxnRequest request) {
        long cost = Math.max(cost(request.getSuccessList()), cost(request.getFailureList()));
        if (cost > 0) {
            check(cost);
        }
    }

    private static long cost(PutRequest request) {
        return RECORD_BYTES + request.getKey().size() + request.getValue().size();
    }

    private static long cost(List<RequestOp> operations) {
        long cost = 0;
        for (RequestOp op : operations) {
            if (op.hasRequestPut()) {
                cost += cost(op.getRequestPut());
            } else if (op.hasRequestTxn()) {
                TxnRequest inner = op.getRequestTxn();
                cost += Math.max(cost(inner.getSuccessList()), cost(inner.getFailureList()));
            }
        }
        return cost;
    }

    private void check(long cost) {
        if (alarms.noSpace()) {
            throw EtcdErrors.noSpace();
        }
        if (limit < 0) {
            return;
        }
        since.add(cost);
        long now = clock.nanoTime();
        if (now - lookedAt >= LOOK_EVERY_NANOS && looking.compareAndSet(false, true)) {
            // Not here: this may be a thread that moves the bytes of many clients.
            Thread.ofVirtual().name("etcd-quota").start(() -> {
                look(now);
                looking.set(false);
            });
        }
        if (size + since.sum() >= limit) {
            // Before writes are refused, what they really took is looked up.
            look(now);
            if (size + cost >= limit) {
                alarms.activate(AlarmType.NOSPACE, Member.MEMBER_ID);
                throw EtcdErrors.noSpace();
            }
        }
    }
}
