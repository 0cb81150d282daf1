package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static dev.coracle.store.etcd.EtcdTestServer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.HashKVRequest;
import dev.coracle.proto.etcdserverpb.HashKVResponse;
import dev.coracle.proto.etcdserverpb.HashRequest;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes: the same for the same history, on both engines, after a restart, and in the original. */
class HashApiTest {

    /** What etcd 3.7.3 answers for this history, by {@code etcdctl endpoint hashkv}. */
    private static final int ORIGINAL = 739987352;
    private static final int ORIGINAL_COMPACTED = (int) 3794356392L;

    private static void write(EtcdTestServer etcd) {
        for (int i = 0; i < 10; i++) {
            etcd.put("k" + i % 4, "v" + i);
        }
        etcd.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("k2")).build());
        etcd.put("last", "one");
    }

    private static HashKVResponse hash(EtcdTestServer etcd, long revision) {
        return etcd.maintenance().hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
    }

    private static EtcdTestServer open(Path folder) throws IOException {
        return EtcdTestServer.start(EmbeddedStore.open(folder, Durability.ASYNC, SystemClock.instance()),
                SystemClock.instance());
    }

    @Test
    void theSameHistoryHasTheSameHashEverywhere(@TempDir Path folder) throws IOException {
        try (EtcdTestServer heap = EtcdTestServer.start(); EtcdTestServer disk = open(folder)) {
            write(heap);
            write(disk);
            assertEquals(ORIGINAL, hash(heap, 0).getHash());
            assertEquals(hash(heap, 0), hash(disk, 0));
            assertEquals(hash(heap, 7), hash(disk, 7));
            assertNotEquals(hash(heap, 7).getHash(), hash(heap, 0).getHash());
            for (EtcdTestServer each : new EtcdTestServer[]{heap, disk}) {
                each.kv().compact(CompactionRequest.newBuilder().setRevision(9).setPhysical(true).build());
            }
            assertEquals(ORIGINAL_COMPACTED, hash(heap, 0).getHash());
            assertEquals(9, hash(heap, 0).getCompactRevision());
            assertEquals(13, hash(heap, 0).getHashRevision());
            assertEquals(hash(heap, 0), hash(disk, 0));
            assertEquals(hash(heap, 10), hash(disk, 10));
            assertEquals(all(heap), all(disk));
        }
        try (EtcdTestServer again = open(folder)) {
            assertEquals(ORIGINAL_COMPACTED, hash(again, 0).getHash());
        }
    }

    private static int all(EtcdTestServer etcd) {
        return etcd.maintenance().hash(HashRequest.getDefaultInstance()).getHash();
    }

    @Test
    void whatIsGoneOrYetToComeHasNone() throws IOException {
        try (EtcdTestServer etcd = EtcdTestServer.start()) {
            write(etcd);
            int before = all(etcd);
            etcd.put("more", "x");
            assertNotEquals(before, all(etcd));
            etcd.kv().compact(CompactionRequest.newBuilder().setRevision(5).build());
            refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted", () -> hash(etcd, 4));
            refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision",
                    () -> hash(etcd, 99));
        }
    }
}
