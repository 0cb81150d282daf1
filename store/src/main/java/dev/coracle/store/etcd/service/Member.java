package dev.coracle.store.etcd.service;

import dev.coracle.proto.etcdserverpb.ResponseHeader;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.port.StoreException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The one member of this cluster: who it says it is in every answer, and whether it still has room. */
public final class Member {

    static final long CLUSTER_ID = 0x636f7261636c6501L;
    static final long MEMBER_ID = 0x636f7261636c6502L;
    static final long TERM = 2;
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    public final EmbeddedStore store;
    final String name;
    final List<String> clientUrls;
    final long quotaBytes;
    private volatile long lookedAt;
    private volatile boolean full;

    /** @param quotaBytes when the store is larger it takes no more writes; 0 for etcd's own default */
    public Member(EmbeddedStore store, String name, List<String> clientUrls, long quotaBytes) {
        this.store = store;
        this.name = name;
        this.clientUrls = clientUrls;
        this.quotaBytes = quotaBytes <= 0 ? 2L << 30 : quotaBytes;
        this.lookedAt = System.nanoTime() - LOOK_EVERY_NANOS;
    }

    ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setClusterId(CLUSTER_ID).setMemberId(MEMBER_ID).setRaftTerm(TERM)
                .setRevision(revision).build();
    }

    ResponseHeader header() {
        return header(store.currentRevision());
    }

    /** Whether the quota is used up, as far as was known a second ago. */
    public boolean full() {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_EVERY_NANOS) {
            lookedAt = now;
            full = bytes() > quotaBytes;
        }
        return full;
    }

    void checkRoom() {
        if (full()) {
            throw EtcdErrors.noSpace();
        }
    }

    public long bytes() {
        return store.mvcc().size();
    }

    /** @throws StoreException if the store does not answer */
    public void checkHealth() {
        store.currentRevision();
    }
}
