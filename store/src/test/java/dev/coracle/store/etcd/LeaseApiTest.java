package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static dev.coracle.store.etcd.EtcdTestServer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.protobuf.ByteString;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.proto.etcdserverpb.LeaseGrantRequest;
import dev.coracle.proto.etcdserverpb.LeaseGrantResponse;
import dev.coracle.proto.etcdserverpb.LeaseGrpc;
import dev.coracle.proto.etcdserverpb.LeaseKeepAliveRequest;
import dev.coracle.proto.etcdserverpb.LeaseKeepAliveResponse;
import dev.coracle.proto.etcdserverpb.LeaseLeasesRequest;
import dev.coracle.proto.etcdserverpb.LeaseRevokeRequest;
import dev.coracle.proto.etcdserverpb.LeaseTimeToLiveRequest;
import dev.coracle.proto.etcdserverpb.LeaseTimeToLiveResponse;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.mvccpb.Event;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases, on a clock that the test moves. */
class LeaseApiTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private EtcdTestServer start() throws IOException {
        return EtcdTestServer.start(EmbeddedStore.inMemory(clock), clock);
    }

    private static LeaseGrantResponse grant(EtcdTestServer etcd, long id, long seconds) {
        return etcd.lease().leaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build());
    }

    private static void put(EtcdTestServer etcd, String key, long lease) {
        etcd.kv().put(PutRequest.newBuilder().setKey(bytes(key)).setLease(lease).build());
    }

    private static LeaseTimeToLiveResponse look(EtcdTestServer etcd, long id) {
        return etcd.lease().leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(true).build());
    }

    @Test
    void aLeaseHasTheIdAndTheTimeItIsGranted() throws IOException {
        try (EtcdTestServer etcd = start()) {
            assertEquals(42, grant(etcd, 42, 100).getID());
            assertNotEquals(0, grant(etcd, 0, 100).getID());
            assertEquals(9_000_000_000L, grant(etcd, 1_000, 9_000_000_000L).getTTL());
            refused(Code.OUT_OF_RANGE, "etcdserver: too large lease TTL", () -> grant(etcd, 1_001, 9_000_000_001L));
            refused(Code.FAILED_PRECONDITION, "etcdserver: lease already exists", () -> grant(etcd, 42, 100));
            assertEquals(3, etcd.lease().leaseLeases(LeaseLeasesRequest.getDefaultInstance()).getLeasesCount());
            assertEquals(-1, look(etcd, 99).getTTL());
        }
    }

    @Test
    void itsKeysGoWithItInOneRevision() throws Exception {
        try (EtcdTestServer etcd = start()) {
            grant(etcd, 5, 10);
            put(etcd, "b", 5);
            put(etcd, "a", 5);
            put(etcd, "moved", 5);
            put(etcd, "moved", 0);
            clock.advance(Duration.ofSeconds(4));
            LeaseTimeToLiveResponse left = look(etcd, 5);
            assertEquals("6 10", left.getTTL() + " " + left.getGrantedTTL());
            assertEquals(2, left.getKeysCount());
            TestWatch watch = new TestWatch(etcd);
            watch.create(WatchCreateRequest.newBuilder().setKey(ByteString.copyFrom(new byte[1]))
                    .setRangeEnd(ByteString.copyFrom(new byte[1])));
            clock.advance(Duration.ofSeconds(7));
            var gone = watch.next();
            assertEquals(2, gone.getEventsCount());
            assertEquals(Event.EventType.DELETE, gone.getEvents(0).getType());
            assertEquals(gone.getEvents(0).getKv().getModRevision(), gone.getEvents(1).getKv().getModRevision());
            refused(Code.NOT_FOUND, "etcdserver: requested lease not found", () -> etcd.lease()
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(5).build()));
        }
    }

    @Test
    void aKeepAliveBeginsItAnew() throws Exception {
        try (EtcdTestServer etcd = start()) {
            grant(etcd, 5, 10);
            BlockingQueue<LeaseKeepAliveResponse> answers = new LinkedBlockingQueue<>();
            StreamObserver<LeaseKeepAliveRequest> stream = LeaseGrpc.newStub(etcd.channel())
                    .leaseKeepAlive(new StreamObserver<>() {
                        @Override
                        public void onNext(LeaseKeepAliveResponse answer) {
                            answers.add(answer);
                        }

                        @Override
                        public void onError(Throwable failure) {}

                        @Override
                        public void onCompleted() {}
                    });
            clock.advance(Duration.ofSeconds(9));
            stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(5).build());
            assertEquals(10, take(answers).getTTL());
            clock.advance(Duration.ofSeconds(9));
            assertEquals(1, look(etcd, 5).getTTL());
            stream.onNext(LeaseKeepAliveRequest.newBuilder().setID(6).build());
            assertEquals(0, take(answers).getTTL(), "so etcd says that there is no such lease");
            stream.onCompleted();
        }
    }

    private static LeaseKeepAliveResponse take(BlockingQueue<LeaseKeepAliveResponse> answers) throws Exception {
        @Nullable
        LeaseKeepAliveResponse answer = answers.poll(10, TimeUnit.SECONDS);
        assertNotNull(answer);
        return answer;
    }

    @Test
    void aRestartBeginsEveryLeaseAnew(@TempDir Path folder) throws IOException {
        try (EtcdTestServer etcd = EtcdTestServer.start(EmbeddedStore.open(folder, Durability.ASYNC, clock), clock)) {
            grant(etcd, 5, 100);
            put(etcd, "a", 5);
            clock.advance(Duration.ofSeconds(90));
            assertEquals(10, look(etcd, 5).getTTL());
        }
        try (EtcdTestServer etcd = EtcdTestServer.start(EmbeddedStore.open(folder, Durability.ASYNC, clock), clock)) {
            assertEquals("100 1", look(etcd, 5).getTTL() + " " + look(etcd, 5).getKeysCount());
        }
    }
}
