package dev.coracle.store.etcd.request;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.StoreException;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Requests of any bytes: each is answered, or refused with one of etcd's errors. */
class RequestFuzzTest {

    private static final EmbeddedStore STORE = EmbeddedStore.inMemory(new ManualClock(Instant.EPOCH));
    private static final Transactions TRANSACTIONS = new Transactions(STORE.leases());

    static {
        STORE.put("a", "1".getBytes(StandardCharsets.UTF_8), 0, 0);
        STORE.put("b", "2".getBytes(StandardCharsets.UTF_8), 0, 0);
    }

    @FuzzTest(maxDuration = "30s")
    void ranges(byte[] input) {
        try {
            RangeRequest request = RangeRequest.parseFrom(input);
            Ranges.check(request);
            STORE.mvcc().read(request.getRevision(), view -> Ranges.evaluate(view, request).build());
        } catch (InvalidProtocolBufferException | StatusRuntimeException | StoreException refused) {
            return;
        }
    }

    @FuzzTest(maxDuration = "30s")
    void transactions(byte[] input) {
        try {
            TxnRequest request = TxnRequest.parseFrom(input);
            RequestChecks.txn(request, Limits.DEFAULT);
            STORE.mvcc().transact(view -> TRANSACTIONS.txn(view, request).build());
        } catch (InvalidProtocolBufferException | StatusRuntimeException | StoreException refused) {
            return;
        }
    }

    @FuzzTest(maxDuration = "30s")
    void puts(byte[] input) {
        try {
            PutRequest request = PutRequest.parseFrom(input);
            RequestChecks.put(request);
            STORE.mvcc().transact(view -> TRANSACTIONS.put(view, request).build());
        } catch (InvalidProtocolBufferException | StatusRuntimeException | StoreException refused) {
            return;
        }
    }
}
