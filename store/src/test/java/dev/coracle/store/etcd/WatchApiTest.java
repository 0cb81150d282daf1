package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.proto.etcdserverpb.CompactionRequest;
import dev.coracle.proto.etcdserverpb.DeleteRangeRequest;
import dev.coracle.proto.etcdserverpb.PutRequest;
import dev.coracle.proto.etcdserverpb.RequestOp;
import dev.coracle.proto.etcdserverpb.TxnRequest;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest.FilterType;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.proto.mvccpb.Event;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.request.Limits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches: what they tell, many on a stream, how they end. */
class WatchApiTest {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;
    @SuppressWarnings("NullAway.Init")
    private TestWatch watch;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start(EmbeddedStore.inMemory(clock), clock);
        watch = new TestWatch(etcd);
    }

    @AfterEach
    void stop() {
        watch.end();
        etcd.close();
    }

    private static WatchCreateRequest.Builder all() {
        return WatchCreateRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO);
    }

    private static WatchCreateRequest.Builder one(String key) {
        return WatchCreateRequest.newBuilder().setKey(bytes(key));
    }

    private void delete(String key) {
        etcd.kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)).build());
    }

    private static String told(WatchResponse answer) {
        return answer.getEventsList().stream()
                .map(e -> (e.getType() == Event.EventType.PUT ? "+" : "-") + e.getKv().getKey().toStringUtf8()
                        + e.getKv().getValue().toStringUtf8()
                        + (e.hasPrevKv() ? "(" + e.getPrevKv().getValue().toStringUtf8() + ")" : ""))
                .collect(Collectors.joining(" "));
    }

    @Test
    void whatWasBeforeComesOnlyIfAskedFor() throws Exception {
        watch.create(one("a"));
        watch.create(one("a").setPrevKv(true));
        etcd.put("a", "1");
        assertEquals(List.of("+a1", "+a1"), List.of(told(watch.next()), told(watch.next())));
        etcd.put("a", "2");
        assertEquals("+a2 +a2(1)", both());
        delete("a");
        assertEquals("-a -a(2)", both());
    }

    private String both() throws InterruptedException {
        WatchResponse first = watch.next();
        WatchResponse second = watch.next();
        return first.getWatchId() < second.getWatchId()
                ? told(first) + " " + told(second)
                : told(second) + " " + told(first);
    }

    @Test
    void filtersLeaveOut() throws Exception {
        watch.create(all().addFilters(FilterType.NOPUT));
        etcd.put("a", "1");
        delete("a");
        assertEquals("-a", told(watch.next()));
        watch.cancel(0);
        watch.next();
        watch.create(all().addFilters(FilterType.NODELETE).setStartRevision(2));
        assertEquals("+a1", told(watch.next()));
    }

    @Test
    void idsAreTheClientsOrTheServers() throws Exception {
        assertEquals(0, watch.create(one("a")).getWatchId());
        assertEquals(1, watch.create(one("a").setWatchId(1)).getWatchId());
        assertEquals(77, watch.create(one("a").setWatchId(77)).getWatchId());
        assertEquals(2, watch.create(one("a")).getWatchId());
        WatchResponse refused = watch.create(one("a").setWatchId(77));
        assertTrue(refused.getCanceled());
        assertEquals("-1 mvcc: duplicate watch ID provided on the WatchStream",
                refused.getWatchId() + " " + refused.getCancelReason());
    }

    @Test
    void whatCannotBeWatchedIsCanceledWithAReason() throws Exception {
        WatchResponse empty = watch.create(WatchCreateRequest.newBuilder().setKey(bytes("b")).setRangeEnd(bytes("a")));
        assertEquals("true mvcc: watcher range is empty", empty.getCanceled() + " " + empty.getCancelReason());
        WatchResponse negative = watch.create(one("a").setStartRevision(-1));
        assertEquals("true etcdserver: mvcc: required revision has been compacted",
                negative.getCanceled() + " " + negative.getCancelReason());
        etcd.put("a", "1");
        etcd.put("a", "2");
        etcd.kv().compact(CompactionRequest.newBuilder().setRevision(3).build());
        assertFalse(watch.create(one("a").setStartRevision(2)).getCanceled());
        WatchResponse gone = watch.next();
        assertTrue(gone.getCanceled());
        assertEquals(3, gone.getCompactRevision());
        watch.create(one("a").setStartRevision(3));
        assertEquals("+a2", told(watch.next()));
    }

    @Test
    void aCanceledWatchTellsNothingMore() throws Exception {
        long id = watch.create(one("a")).getWatchId();
        watch.create(one("b"));
        watch.cancel(id);
        assertTrue(watch.next().getCanceled());
        etcd.put("a", "1");
        etcd.put("b", "1");
        assertEquals("+b1", told(watch.next()));
        watch.cancel(4711);
        watch.askProgress();
        assertEquals(-1, watch.next().getWatchId(), "canceling what is not there is answered by nothing");
    }

    @Test
    void progressComesOnRequestAndAtTimes() throws Exception {
        watch.create(one("a").setProgressNotify(true));
        etcd.put("elsewhere", "1");
        watch.askProgress();
        WatchResponse asked = watch.next();
        assertEquals("-1 2 0", asked.getWatchId() + " " + asked.getHeader().getRevision() + " "
                + asked.getEventsCount());
        etcd.put("elsewhere", "2");
        clock.advance(Duration.ofMinutes(10));
        WatchResponse due = watch.next();
        assertEquals("0 3 0", due.getWatchId() + " " + due.getHeader().getRevision() + " " + due.getEventsCount());
    }

    @Test
    void manyWatchesOnOneStreamEachHearTheirOwn() throws Exception {
        for (int i = 0; i < 500; i++) {
            watch.create(one("k" + i));
        }
        etcd.put("k321", "x");
        WatchResponse told = watch.next();
        assertEquals("321 +k321x", told.getWatchId() + " " + told(told));
    }

    @Test
    void aWatchOfTheFutureWaitsForIt() throws Exception {
        watch.create(all().setStartRevision(4));
        etcd.put("a", "1");
        etcd.put("b", "1");
        etcd.put("c", "1");
        assertEquals("+c1", told(watch.next()));
    }

    @Test
    void largeMessagesComeInFragmentsToWhoAsksForThem() throws Exception {
        int most = 10_000;
        try (EtcdTestServer small = EtcdTestServer.start(EmbeddedStore.inMemory(SystemClock.instance()),
                EtcdTestServer.options(new Limits(most, 128), 0), SystemClock.instance())) {
            TxnRequest.Builder five = TxnRequest.newBuilder();
            for (int i = 0; i < 5; i++) {
                five.addSuccess(RequestOp.newBuilder().setRequestPut(
                        PutRequest.newBuilder().setKey(bytes("k" + i)).setValue(bytes("x".repeat(1_900)))));
            }
            small.kv().txn(five.build());
            small.kv().txn(five.build());
            TestWatch parts = new TestWatch(small);
            parts.create(all().setStartRevision(3).setPrevKv(true).setFragment(true));
            List<WatchResponse> pieces = new ArrayList<>();
            do {
                pieces.add(parts.next());
            } while (pieces.getLast().getFragment());
            assertEquals("2 2 1", pieces.stream().map(p -> String.valueOf(p.getEventsCount()))
                    .collect(Collectors.joining(" ")));
            assertTrue(pieces.stream().allMatch(piece -> piece.getSerializedSize() < most));
            assertTrue(pieces.stream().allMatch(piece -> piece.getHeader().getRevision() == 3));
            parts.create(all().setStartRevision(3).setPrevKv(true));
            assertEquals(5, parts.next().getEventsCount());
            parts.end();
        }
    }
}
