package dev.coracle.store.etcd;

import static dev.coracle.store.etcd.EtcdTestServer.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.store.EmbeddedStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What clients of etcd see when the store is taken back below them: as after a compaction they list anew, and watch from there. */
class TakenBackApiTest {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private static WatchCreateRequest.Builder from(long revision) {
        return WatchCreateRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).setStartRevision(revision);
    }

    @Test
    void watchesAreCancelledAsCompactedAndRevisionsGoOn() throws IOException, InterruptedException {
        EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance());
        try (EtcdTestServer etcd = EtcdTestServer.start(store, SystemClock.instance())) {
            long then = etcd.put("a", "1").getHeader().getRevision();
            long before = etcd.put("a", "2").getHeader().getRevision();
            TestWatch watch = new TestWatch(etcd);
            watch.create(from(before));
            assertEquals("2", watch.next().getEvents(0).getKv().getValue().toStringUtf8());

            long rewind = store.timeline().orElseThrow().rewind(then).revision();
            cancelled(watch.next(), rewind);
            TestWatch late = new TestWatch(etcd);
            late.create(from(before + 1));
            cancelled(late.next(), rewind);

            var now = etcd.kv().range(RangeRequest.newBuilder().setKey(bytes("a")).build());
            assertEquals(before + 1, now.getHeader().getRevision());
            assertEquals("1", now.getKvs(0).getValue().toStringUtf8());
            var past = etcd.kv().range(RangeRequest.newBuilder().setKey(bytes("a")).setRevision(before).build());
            assertEquals("2", past.getKvs(0).getValue().toStringUtf8());

            TestWatch anew = new TestWatch(etcd);
            anew.create(from(rewind + 1));
            etcd.put("a", "3");
            assertEquals("3", anew.next().getEvents(0).getKv().getValue().toStringUtf8());
            anew.end();
            late.end();
            watch.end();
        }
    }

    private static void cancelled(WatchResponse answer, long rewind) {
        assertTrue(answer.getCanceled(), answer::toString);
        assertEquals(rewind + 1, answer.getCompactRevision());
    }
}
