package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static dev.coracle.store.etcd.EtcdTestServer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeResponse;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RangeRequest.SortOrder;
import dev.coracle.proto.etcdserverpb.RangeRequest.SortTarget;
import dev.coracle.proto.etcdserverpb.RangeResponse;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.etcd.request.Limits;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Range with all its options, single puts and deletions, compaction. */
class RangeApiTest {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;

    /** a: revision 2, written again at 5; b: 3; c: 4, so that each order is another one. */
    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start();
        etcd.put("a", "2");
        etcd.put("b", "3");
        etcd.put("c", "0");
        etcd.put("a", "1");
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO);
    }

    private RangeResponse range(RangeRequest.Builder request) {
        return etcd.kv().range(request.build());
    }

    private static String keys(RangeResponse answer) {
        return answer.getKvsList().stream().map(kv -> kv.getKey().toStringUtf8()).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({"KEY,NONE,abc", "KEY,ASCEND,abc", "KEY,DESCEND,cba", "VERSION,ASCEND,bca", "VERSION,DESCEND,abc",
        "CREATE,ASCEND,abc", "CREATE,DESCEND,cba", "MOD,ASCEND,bca", "MOD,DESCEND,acb", "VALUE,ASCEND,cab",
        "VALUE,DESCEND,bac", "VALUE,NONE,cab", "MOD,NONE,bca"})
    void keysComeInAnyOrder(SortTarget target, SortOrder order, String expected) {
        assertEquals(expected, keys(range(all().setSortTarget(target).setSortOrder(order))));
    }

    @Test
    void aLimitCutsAfterSortingAndTheCountIsOfAll() {
        RangeResponse two = range(all().setSortTarget(SortTarget.MOD).setSortOrder(SortOrder.DESCEND).setLimit(2));
        assertEquals("ac", keys(two));
        assertEquals(3, two.getCount());
        assertTrue(two.getMore());
        assertEquals("abc false", keys(range(all().setLimit(3))) + " " + range(all().setLimit(3)).getMore());
    }

    @Test
    void rangesEndWhereTheySay() {
        assertEquals("bc", keys(range(RangeRequest.newBuilder().setKey(bytes("b")).setRangeEnd(ZERO))));
        assertEquals("ab", keys(range(RangeRequest.newBuilder().setKey(bytes("a")).setRangeEnd(bytes("c")))));
        assertEquals("", keys(range(RangeRequest.newBuilder().setKey(bytes("c")).setRangeEnd(bytes("a")))));
        assertEquals("", keys(range(RangeRequest.newBuilder().setKey(bytes("ab")))));
    }

    @Test
    void revisionsFilterAndThePastIsThere() {
        assertEquals("a", keys(range(all().setMinModRevision(5))));
        assertEquals("bc", keys(range(all().setMaxModRevision(4))));
        assertEquals("bc", keys(range(all().setMinCreateRevision(3))));
        assertEquals("ab", keys(range(all().setMaxCreateRevision(3))));
        RangeResponse filtered = range(all().setMinModRevision(5).setLimit(1));
        assertEquals("a 3 false", keys(filtered) + " " + filtered.getCount() + " " + filtered.getMore());
        RangeResponse past = range(all().setRevision(3));
        assertEquals("ab 2", keys(past) + " " + past.getKvs(0).getValue().toStringUtf8());
        assertEquals(5, past.getHeader().getRevision());
    }

    @Test
    void onlyKeysOrOnlyTheCountOrSerializable() {
        RangeResponse keys = range(all().setKeysOnly(true));
        assertEquals(List.of(0, 0, 0), keys.getKvsList().stream().map(kv -> kv.getValue().size()).toList());
        RangeResponse count = range(all().setCountOnly(true));
        assertEquals("0 3", count.getKvsCount() + " " + count.getCount());
        assertEquals("abc", keys(range(all().setSerializable(true))));
    }

    @Test
    void whatMeansNothingIsRefusedInEtcdsWords() {
        refused(Code.INVALID_ARGUMENT, "etcdserver: key is not provided", () -> range(RangeRequest.newBuilder()));
        refused(Code.INVALID_ARGUMENT, "etcdserver: invalid sort option", () -> range(all().setSortOrderValue(9)));
        refused(Code.INVALID_ARGUMENT, "etcdserver: invalid sort option", () -> range(all().setSortTargetValue(9)));
        refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision",
                () -> range(all().setRevision(6)));
        for (boolean physical : List.of(true, false)) {
            etcd.kv().compact(
                    CompactionRequest.newBuilder().setRevision(physical ? 3 : 4).setPhysical(physical).build());
        }
        refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted",
                () -> range(all().setRevision(3)));
        assertEquals("abc", keys(range(all().setRevision(4))));
        refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted",
                () -> etcd.kv().compact(CompactionRequest.newBuilder().setRevision(4).build()));
        refused(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision",
                () -> etcd.kv().compact(CompactionRequest.newBuilder().setRevision(99).setPhysical(true).build()));
    }

    @Test
    void aPutKeepsWhatItIsToldToKeep() {
        PutRequest.Builder a = PutRequest.newBuilder().setKey(bytes("a")).setPrevKv(true);
        assertEquals("1", etcd.kv().put(a.setIgnoreValue(true).build()).getPrevKv().getValue().toStringUtf8());
        RangeResponse now = range(RangeRequest.newBuilder().setKey(bytes("a")));
        assertEquals("1 3", now.getKvs(0).getValue().toStringUtf8() + " " + now.getKvs(0).getVersion());
        refused(Code.INVALID_ARGUMENT, "etcdserver: value is provided",
                () -> etcd.kv().put(a.setValue(bytes("x")).build()));
        refused(Code.INVALID_ARGUMENT, "etcdserver: lease is provided",
                () -> etcd.kv().put(a.setIgnoreValue(false).setIgnoreLease(true).setLease(7).build()));
        refused(Code.INVALID_ARGUMENT, "etcdserver: key not found", () -> etcd.kv()
                .put(PutRequest.newBuilder().setKey(bytes("none")).setIgnoreLease(true).setValue(bytes("x")).build()));
        refused(Code.NOT_FOUND, "etcdserver: requested lease not found",
                () -> etcd.kv().put(PutRequest.newBuilder().setKey(bytes("a")).setLease(7).build()));
        refused(Code.INVALID_ARGUMENT, "etcdserver: key is not provided",
                () -> etcd.kv().put(PutRequest.getDefaultInstance()));
    }

    @Test
    void aDeletionTellsWhatWasThere() {
        DeleteRangeResponse gone = etcd.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("b"))
                .setRangeEnd(ZERO).setPrevKv(true).build());
        assertEquals("2 2 3", gone.getDeleted() + " " + gone.getPrevKvsCount() + " "
                + gone.getPrevKvs(0).getValue().toStringUtf8());
        long before = gone.getHeader().getRevision();
        assertEquals(before, etcd.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes("b")).build())
                .getHeader().getRevision(), "a deletion of nothing has no revision");
        refused(Code.INVALID_ARGUMENT, "etcdserver: key is not provided",
                () -> etcd.kv().deleteRange(DeleteRangeRequest.getDefaultInstance()));
    }

    @Test
    void keysAreAnyBytes() {
        ByteString key = ByteString.copyFrom(new byte[]{(byte) 0xff, 0, (byte) 0xfe});
        etcd.kv().put(PutRequest.newBuilder().setKey(key).setValue(key).build());
        assertEquals(key, range(RangeRequest.newBuilder().setKey(key)).getKvs(0).getValue());
    }

    @Test
    void requestsAreAsLargeAsTheServerWasTold() throws IOException {
        try (EtcdTestServer small = EtcdTestServer.start(EmbeddedStore.inMemory(SystemClock.instance()),
                EtcdTestServer.options(new Limits(1000, 128), 0), SystemClock.instance())) {
            small.put("a", "x".repeat(900));
            refused(Code.INVALID_ARGUMENT, "etcdserver: request is too large", () -> small.put("a", "x".repeat(1000)));
        }
        etcd.put("large", "x".repeat(1536 * 1024 - 100));
        refused(Code.INVALID_ARGUMENT, "etcdserver: request is too large",
                () -> etcd.put("large", "x".repeat(1536 * 1024)));
    }
}
