package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static dev.coracle.store.etcd.EtcdTestServer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.proto.etcdserverpb.Compare;
import dev.coracle.proto.etcdserverpb.Compare.CompareResult;
import dev.coracle.proto.etcdserverpb.Compare.CompareTarget;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.LeaseGrantRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.TxnResponse;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.request.Limits;
import io.grpc.Status.Code;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions: every comparison, transactions within transactions, and what may not stand in one. */
class TxnApiTest {

    private static final String DUPLICATE = "etcdserver: duplicate key given in txn request";

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start();
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    private static RequestOp put(String key, String value) {
        return RequestOp.newBuilder().setRequestPut(
                PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value))).build();
    }

    private static RequestOp get(String key) {
        return RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(bytes(key))).build();
    }

    private static RequestOp delete(String from, String to) {
        return RequestOp.newBuilder().setRequestDeleteRange(
                DeleteRangeRequest.newBuilder().setKey(bytes(from)).setRangeEnd(bytes(to))).build();
    }

    private static RequestOp nested(TxnRequest.Builder txn) {
        return RequestOp.newBuilder().setRequestTxn(txn).build();
    }

    private static TxnRequest.Builder txn(RequestOp... then) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (RequestOp op : then) {
            txn.addSuccess(op);
        }
        return txn;
    }

    private TxnResponse run(TxnRequest.Builder txn) {
        return etcd.kv().txn(txn.build());
    }

    /** The key k was written twice (revisions 2 and 3) and hangs on lease 5; the key none is not there. */
    @ParameterizedTest
    @CsvSource({"k,VERSION,EQUAL,2,true", "k,VERSION,GREATER,2,false", "k,VERSION,LESS,3,true",
        "k,VERSION,NOT_EQUAL,2,false", "k,CREATE,EQUAL,2,true", "k,CREATE,GREATER,1,true", "k,MOD,EQUAL,3,true",
        "k,MOD,LESS,3,false", "k,LEASE,EQUAL,5,true", "k,LEASE,NOT_EQUAL,0,true", "k,VALUE,EQUAL,v2,true",
        "k,VALUE,GREATER,v1,true", "k,VALUE,LESS,v1,false", "k,VALUE,NOT_EQUAL,v2,false",
        "none,VERSION,EQUAL,0,true", "none,MOD,EQUAL,0,true", "none,CREATE,GREATER,0,false",
        "none,LEASE,EQUAL,0,true", "none,VALUE,EQUAL,'',false", "none,VALUE,NOT_EQUAL,x,false"})
    void everyTargetIsCompared(String key, CompareTarget target, CompareResult result, String with,
            boolean expected) {
        etcd.lease().leaseGrant(LeaseGrantRequest.newBuilder().setID(5).setTTL(100).build());
        etcd.put("k", "v1");
        etcd.kv().put(PutRequest.newBuilder().setKey(bytes("k")).setValue(bytes("v2")).setLease(5).build());
        Compare.Builder compare = Compare.newBuilder().setKey(bytes(key)).setTarget(target).setResult(result);
        switch (target) {
            case VERSION -> compare.setVersion(Long.parseLong(with));
            case CREATE -> compare.setCreateRevision(Long.parseLong(with));
            case MOD -> compare.setModRevision(Long.parseLong(with));
            case LEASE -> compare.setLease(Long.parseLong(with));
            case VALUE -> compare.setValue(bytes(with));
            case UNRECOGNIZED -> throw new AssertionError();
        }
        assertEquals(expected, run(TxnRequest.newBuilder().addCompare(compare)).getSucceeded());
    }

    @Test
    void aComparisonOverARangeHoldsForEveryKey() {
        etcd.put("r1", "x");
        etcd.put("r2", "x");
        Compare.Builder all = Compare.newBuilder().setKey(bytes("r")).setRangeEnd(bytes("s"))
                .setTarget(CompareTarget.VERSION).setResult(CompareResult.EQUAL).setVersion(1);
        assertEquals(true, run(TxnRequest.newBuilder().addCompare(all)).getSucceeded());
        etcd.put("r2", "y");
        assertEquals(false, run(TxnRequest.newBuilder().addCompare(all)).getSucceeded());
        ByteString zero = ByteString.copyFrom(new byte[1]);
        assertEquals(false, run(TxnRequest.newBuilder().addCompare(all.setKey(zero).setRangeEnd(zero)))
                .getSucceeded());
    }

    @Test
    void transactionsWithinSeeWhatWasWrittenBefore() {
        TxnRequest.Builder inner = txn(put("b", "2"), get("a")).addCompare(Compare.newBuilder().setKey(bytes("a"))
                .setTarget(CompareTarget.VALUE).setResult(CompareResult.EQUAL).setValue(bytes("1")));
        TxnResponse answer = run(txn(put("a", "1"), nested(inner), get("b")));
        assertEquals("1", answer.getResponses(1).getResponseTxn().getResponses(1).getResponseRange().getKvs(0)
                .getValue().toStringUtf8());
        assertEquals("2", answer.getResponses(2).getResponseRange().getKvs(0).getValue().toStringUtf8());
        assertEquals(2, answer.getHeader().getRevision());
        assertEquals(2, answer.getResponses(2).getResponseRange().getKvs(0).getModRevision(),
                "one revision for all of it");
    }

    @Test
    void aPartThatFailsUndoesTheRest() {
        refused(Code.INVALID_ARGUMENT, "etcdserver: key not found",
                () -> run(txn(put("a", "1"), RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(bytes("none")).setIgnoreValue(true)).build())));
        assertEquals(0, run(txn(get("a"))).getResponses(0).getResponseRange().getCount());
    }

    @Test
    void noKeyIsWrittenTwice() {
        refused(Code.INVALID_ARGUMENT, DUPLICATE, () -> run(txn(put("a", "1"), put("a", "2"))));
        refused(Code.INVALID_ARGUMENT, DUPLICATE, () -> run(txn(put("b", "1"), delete("a", "c"))));
        refused(Code.INVALID_ARGUMENT, DUPLICATE, () -> run(txn(put("a", "1"), nested(txn(put("a", "2"))))));
        refused(Code.INVALID_ARGUMENT, DUPLICATE,
                () -> run(txn(nested(txn(delete("a", "\0"))), put("zzz", "1"))));
        refused(Code.INVALID_ARGUMENT, DUPLICATE,
                () -> run(TxnRequest.newBuilder().addFailure(put("a", "1")).addFailure(put("a", "2"))));
        // Either branch of a transaction within, but not both.
        run(txn(nested(txn(put("a", "1")).addFailure(put("a", "2")))));
        run(txn(put("a", "1")).addFailure(put("a", "1")));
        run(txn(put("c", "1"), delete("a", "c"), delete("d", "e"), delete("b", "b2")));
    }

    @Test
    void operationsAreCountedThroughAllLevels() throws IOException {
        TxnRequest.Builder many = TxnRequest.newBuilder();
        for (int i = 0; i < 128; i++) {
            many.addSuccess(put("m" + i, "x"));
        }
        run(many);
        refused(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request",
                () -> run(many.addSuccess(put("one more", "x"))));
        try (EtcdTestServer few = EtcdTestServer.start(EmbeddedStore.inMemory(SystemClock.instance()),
                EtcdTestServer.options(new Limits(1 << 20, 2), 0), SystemClock.instance())) {
            few.kv().txn(txn(nested(txn(put("a", "1")))).build());
            refused(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request",
                    () -> few.kv().txn(txn(nested(txn(put("a", "1"), put("b", "1")))).build()));
        }
    }

    @Test
    void whatMeansNothingIsRefusedInEtcdsWords() {
        refused(Code.INVALID_ARGUMENT, "etcdserver: key not found",
                () -> run(txn(RequestOp.getDefaultInstance())));
        refused(Code.INVALID_ARGUMENT, "etcdserver: key is not provided", () -> run(txn(put("", "x"))));
        refused(Code.INVALID_ARGUMENT, "etcdserver: key is not provided",
                () -> run(TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance())));
        etcd.put("a", "1");
        refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision",
                () -> run(txn(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(bytes("a")).setRevision(99)).build())));
    }
}
