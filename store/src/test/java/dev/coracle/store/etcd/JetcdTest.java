package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server as Java's own etcd client finds it. */
class JetcdTest {

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;
    @SuppressWarnings("NullAway.Init")
    private Client client;

    @BeforeEach
    void start() throws Exception {
        etcd = EtcdTestServer.start();
        client = Client.builder().endpoints("http://127.0.0.1:" + etcd.server.port()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        etcd.close();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    private void put(String key, String value) throws Exception {
        get(client.getKVClient().put(bytes(key), bytes(value)));
    }

    @Test
    void keysArePutReadAndDeleted() throws Exception {
        put("a", "1");
        put("b", "2");
        var again = get(client.getKVClient().put(bytes("a"), bytes("3"), PutOption.builder().withPrevKV().build()));
        assertEquals("1", again.getPrevKv().getValue().toString());
        GetResponse found = get(client.getKVClient().get(bytes("a"), GetOption.builder().withRange(bytes("z"))
                .withSortField(SortTarget.MOD).withSortOrder(SortOrder.DESCEND).withLimit(1).build()));
        assertEquals("a3 2 true", found.getKvs().getFirst().getKey() + found.getKvs().getFirst().getValue().toString()
                + " " + found.getCount() + " " + found.isMore());
        assertEquals("1", get(client.getKVClient().get(bytes("a"), GetOption.builder().withRevision(2).build()))
                .getKvs().getFirst().getValue().toString());
        assertEquals(2, get(client.getKVClient().delete(bytes("\0"),
                DeleteOption.builder().withRange(bytes("\0")).withPrevKV(true).build())).getPrevKvs().size());
        get(client.getKVClient().compact(4, CompactOption.builder().withCompactPhysical(true).build()));
        ExecutionException gone = assertThrows(ExecutionException.class,
                () -> get(client.getKVClient().get(bytes("a"), GetOption.builder().withRevision(2).build())));
        assertTrue(String.valueOf(gone.getMessage()).contains("required revision has been compacted"),
                gone.getMessage());
    }

    @Test
    void transactionsChooseABranch() throws Exception {
        put("k", "old");
        var answer = get(client.getKVClient().txn().If(new Cmp(bytes("k"), Cmp.Op.EQUAL, CmpTarget.value(bytes("old"))))
                .Then(Op.put(bytes("k"), bytes("new"), PutOption.DEFAULT), Op.get(bytes("k"), GetOption.DEFAULT))
                .Else(Op.delete(bytes("k"), DeleteOption.DEFAULT)).commit());
        assertTrue(answer.isSucceeded());
        assertEquals("new", answer.getGetResponses().getFirst().getKvs().getFirst().getValue().toString());
        assertFalse(get(client.getKVClient().txn().If(new Cmp(bytes("k"), Cmp.Op.LESS, CmpTarget.version(1))).commit())
                .isSucceeded());
    }

    @Test
    void watchesTellWhatHappens() throws Exception {
        BlockingQueue<WatchResponse> told = new LinkedBlockingQueue<>();
        put("w", "1");
        try (Watch.Watcher watcher = client.getWatchClient().watch(bytes("w"),
                WatchOption.builder().withRevision(2).withPrevKV(true).isPrefix(true).build(), told::add)) {
            assertEquals("1", next(told).getEvents().getFirst().getKeyValue().getValue().toString());
            put("w2", "2");
            assertEquals("2", next(told).getEvents().getFirst().getKeyValue().getValue().toString());
            get(client.getKVClient().delete(bytes("w")));
            assertEquals("1", next(told).getEvents().getFirst().getPrevKV().getValue().toString());
            watcher.requestProgress();
            assertTrue(next(told).isProgressNotify());
        }
    }

    private static WatchResponse next(BlockingQueue<WatchResponse> told) throws InterruptedException {
        @Nullable
        WatchResponse next = told.poll(10, TimeUnit.SECONDS);
        assertNotNull(next, "nothing came within 10 s");
        return next;
    }

    @Test
    void leasesLiveAsLongAsTheyAreKept() throws Exception {
        long lease = get(client.getLeaseClient().grant(100)).getID();
        get(client.getKVClient().put(bytes("l"), bytes("1"), PutOption.builder().withLeaseId(lease).build()));
        LeaseKeepAliveResponse kept = get(client.getLeaseClient().keepAliveOnce(lease));
        assertEquals(100, kept.getTTL());
        var left = get(client.getLeaseClient().timeToLive(lease, LeaseOption.builder().withAttachedKeys().build()));
        assertEquals("100 1", left.getGrantedTTL() + " " + left.getKeys().size());
        get(client.getLeaseClient().revoke(lease));
        assertEquals(0, get(client.getKVClient().get(bytes("l"))).getCount());
    }

    @Test
    void maintenanceAndTheClusterAnswer() throws Exception {
        put("a", "1");
        String url = "http://127.0.0.1:" + etcd.server.port();
        StatusResponse status = get(client.getMaintenanceClient().statusMember(url));
        assertTrue(status.getVersion().startsWith("3.") && status.getDbSize() > 0);
        assertEquals(1, get(client.getClusterClient().listMember()).getMembers().size());
        assertEquals(0, get(client.getMaintenanceClient().listAlarms()).getAlarms().size());
        assertTrue(get(client.getMaintenanceClient().hashKV(url, 0)).getHash() != 0);
        get(client.getMaintenanceClient().defragmentMember(url));
        ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
        assertTrue(get(client.getMaintenanceClient().snapshot(snapshot)) > 4096);
        assertEquals(32, snapshot.size() % 512);
    }
}
