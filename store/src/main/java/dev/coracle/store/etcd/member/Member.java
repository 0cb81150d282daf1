package dev.coracle.store.etcd.member;

import dev.coracle.base.clock.Clock;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.ResponseHeader;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.request.Limits;
import dev.coracle.store.etcd.request.RequestChecks;
import dev.coracle.store.port.StoreException;
import java.util.List;

/** The one member of this cluster: who it says it is in every answer, what it takes, and whether it is well. */
public final class Member {

    public static final long CLUSTER_ID = 0x636f7261636c6501L;
    public static final long MEMBER_ID = 0x636f7261636c6502L;
    public static final long TERM = 2;

    public final EmbeddedStore store;
    public final Alarms alarms;
    public final String name;
    public final List<String> clientUrls;
    private final Limits limits;
    private final Quota quota;

    /** @param quotaBytes when the store is larger it takes no more writes; 0 for etcd's own default, less for no bound */
    public Member(EmbeddedStore store, String name, List<String> clientUrls, Limits limits, long quotaBytes,
            Clock clock) {
        this.store = store;
        this.name = name;
        this.clientUrls = clientUrls;
        this.limits = limits;
        this.alarms = new Alarms(store.mvcc());
        this.quota = new Quota(store.mvcc(), alarms, clock, quotaBytes);
    }

    public ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setClusterId(CLUSTER_ID).setMemberId(MEMBER_ID).setRaftTerm(TERM)
                .setRevision(revision).build();
    }

    public ResponseHeader header() {
        return header(store.currentRevision());
    }

    /** @throws io.grpc.StatusRuntimeException if nothing may be read now */
    public void admitRead() {
        alarms.checkSound();
    }

    /** @throws io.grpc.StatusRuntimeException if the request means nothing, is too large, or there is no room for it */
    public void admit(PutRequest request) {
        RequestChecks.put(request);
        RequestChecks.size(request, limits);
        alarms.checkSound();
        quota.checkPut(request);
    }

    public void admit(DeleteRangeRequest request) {
        RequestChecks.delete(request);
        RequestChecks.size(request, limits);
        alarms.checkSound();
    }

    public void admit(TxnRequest request) {
        RequestChecks.txn(request, limits);
        RequestChecks.size(request, limits);
        alarms.checkSound();
        quota.checkTxn(request);
    }

    public void admitLease() {
        alarms.checkSound();
        quota.checkLease();
    }

    /** The most bytes of a request, and about the most of a message to a watch that takes fragments. */
    public int requestBytes() {
        return limits.requestBytes();
    }

    /** What the store takes. */
    public long bytes() {
        return store.mvcc().size();
    }

    /** What of it is not garbage, roughly. */
    public long bytesInUse() {
        return store.mvcc().sizeInUse();
    }

    public long quotaBytes() {
        return quota.limit();
    }

    /** Whether an alarm of this type is on, for any member. */
    public boolean alarmed(AlarmType type) {
        return !alarms.get(type).isEmpty();
    }

    /** Reads the first key that there is. @throws StoreException if the store does not answer */
    public void checkHealth() {
        store.mvcc().read().range(new byte[0], new byte[0], kv -> false);
    }
}
