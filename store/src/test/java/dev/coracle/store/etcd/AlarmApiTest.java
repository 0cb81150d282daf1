package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static dev.coracle.store.etcd.EtcdTestServer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.proto.etcdserverpb.AlarmRequest;
import dev.coracle.proto.etcdserverpb.AlarmRequest.AlarmAction;
import dev.coracle.proto.etcdserverpb.AlarmResponse;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.DefragmentRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.LeaseGrantRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.StatusRequest;
import dev.coracle.proto.etcdserverpb.StatusResponse;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.Limits;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quota that is used up, and alarms: on until somebody disarms them. */
class AlarmApiTest {

    private static final String FULL = "etcdserver: mvcc: database space exceeded";

    private static AlarmResponse alarm(EtcdTestServer etcd, AlarmAction action, AlarmType type) {
        return etcd.maintenance().alarm(AlarmRequest.newBuilder().setAction(action).setAlarm(type)
                .setMemberID(Member.MEMBER_ID).build());
    }

    private static EtcdTestServer small() throws IOException {
        return EtcdTestServer.start(EmbeddedStore.inMemory(SystemClock.instance()),
                EtcdTestServer.options(Limits.DEFAULT, 200_000), SystemClock.instance());
    }

    private static void fill(EtcdTestServer etcd) {
        refused(Code.RESOURCE_EXHAUSTED, FULL, () -> {
            for (int i = 0; i < 1000; i++) {
                etcd.put("k", "x".repeat(10_000));
            }
        });
    }

    @Test
    void aFullStoreTakesNoWritesUntilItHasRoomAndIsDisarmed() throws IOException {
        try (EtcdTestServer etcd = small()) {
            fill(etcd);
            assertTrue(etcd.server.store().mvcc().size() < 200_000, "it is never larger than its quota");
            refused(Code.RESOURCE_EXHAUSTED, FULL, () -> etcd.put("small", "x"));
            refused(Code.RESOURCE_EXHAUSTED, FULL, () -> etcd.kv().txn(TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(bytes("a"))))
                    .build()));
            refused(Code.RESOURCE_EXHAUSTED, FULL,
                    () -> etcd.lease().leaseGrant(LeaseGrantRequest.newBuilder().setTTL(10).build()));
            // Reading and deleting go on.
            assertEquals(1, etcd.kv().range(RangeRequest.newBuilder().setKey(bytes("k")).build()).getCount());
            etcd.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("k")).build());
            etcd.kv().compact(CompactionRequest.newBuilder().setRevision(etcd.server.store().currentRevision())
                    .setPhysical(true).build());
            etcd.maintenance().defragment(DefragmentRequest.getDefaultInstance());
            refused(Code.RESOURCE_EXHAUSTED, FULL, () -> etcd.put("k", "there is room, but the alarm is on"));
            assertEquals(1, alarm(etcd, AlarmAction.DEACTIVATE, AlarmType.NOSPACE).getAlarmsCount());
            etcd.put("k", "again");
        }
    }

    @Test
    void statusAndHealthTellOfAlarms() throws Exception {
        try (EtcdTestServer etcd = small()) {
            fill(etcd);
            StatusResponse status = etcd.maintenance().status(StatusRequest.getDefaultInstance());
            assertEquals("[memberID:" + Member.MEMBER_ID + " alarm:NOSPACE ]", status.getErrorsList().toString());
            assertEquals(200_000, status.getDbSizeQuota());
            assertTrue(status.getDbSize() > 100_000 && status.getDbSizeInUse() <= status.getDbSize());
            assertEquals("{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}", etcd.get("/health").body().strip());
            assertEquals(503, etcd.get("/health").statusCode());
            assertEquals(200, etcd.get("/health?exclude=NOSPACE").statusCode());
            assertEquals(200, etcd.get("/readyz").statusCode());
        }
    }

    @Test
    void aCorruptMemberAnswersNothing() throws Exception {
        try (EtcdTestServer etcd = small()) {
            etcd.put("a", "1");
            assertEquals(0, alarm(etcd, AlarmAction.DEACTIVATE, AlarmType.CORRUPT).getAlarmsCount());
            assertEquals(0, alarm(etcd, AlarmAction.ACTIVATE, AlarmType.NONE).getAlarmsCount());
            alarm(etcd, AlarmAction.ACTIVATE, AlarmType.CORRUPT);
            refused(Code.DATA_LOSS, "etcdserver: corrupt cluster", () -> etcd.put("a", "2"));
            refused(Code.DATA_LOSS, "etcdserver: corrupt cluster",
                    () -> etcd.kv().range(RangeRequest.newBuilder().setKey(bytes("a")).build()));
            assertEquals(503, etcd.get("/readyz").statusCode());
            assertTrue(etcd.get("/readyz").body().contains("[-]data_corruption failed: alarm activated: CORRUPT"));
            assertEquals(200, etcd.get("/readyz?exclude=data_corruption").statusCode());
            alarm(etcd, AlarmAction.DEACTIVATE, AlarmType.CORRUPT);
            etcd.put("a", "2");
        }
    }

    @Test
    void alarmsOutliveARestart(@TempDir Path folder) throws IOException {
        for (int time = 0; time < 2; time++) {
            try (EtcdTestServer etcd = EtcdTestServer.start(
                    EmbeddedStore.open(folder, Durability.ASYNC, SystemClock.instance()), SystemClock.instance())) {
                assertEquals(time, alarm(etcd, AlarmAction.GET, AlarmType.NONE).getAlarmsCount());
                alarm(etcd, AlarmAction.ACTIVATE, AlarmType.NOSPACE);
                assertEquals(1, alarm(etcd, AlarmAction.GET, AlarmType.NOSPACE).getAlarmsCount());
                assertEquals(0, alarm(etcd, AlarmAction.GET, AlarmType.CORRUPT).getAlarmsCount());
            }
        }
    }
}
