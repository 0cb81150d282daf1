package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys, transactions and compaction by etcdctl. */
class EtcdctlKeysTest {

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;
    @SuppressWarnings("NullAway.Init")
    private Etcdctl ctl;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start();
        ctl = Etcdctl.of(etcd);
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    @Test
    void keysArePutReadAndDeleted() throws IOException {
        assertEquals("OK", ctl.run("put", "a", "1"));
        assertEquals("OK\na\n1", ctl.run("put", "--prev-kv", "a", "2"));
        assertEquals("OK", ctl.run("put", "b", "0"));
        assertEquals("a\n2", ctl.run("get", "a"));
        assertEquals("a\n1", ctl.run("get", "--rev=2", "a"));
        assertEquals("b\n\na", ctl.run("get", "--prefix", "--keys-only", "--order=DESCEND", ""));
        assertEquals("b\na", ctl.run("get", "--from-key", "a", "--keys-only", "--sort-by=VALUE").replace("\n\n", "\n"));
        assertTrue(ctl.run("get", "--prefix", "", "-w", "fields").contains("\"Count\" : 2"));
        assertEquals("a", ctl.run("get", "--prefix", "", "--limit=1", "--keys-only"));
        assertEquals("2", ctl.run("del", "--prefix", ""));
        assertEquals("", ctl.run("get", "a"));
        assertTrue(ctl.run("get", "--rev=99", "a").contains("required revision is a future revision"));
        assertTrue(ctl.run("put", "").contains("argument"));
        assertTrue(ctl.run("put", "c", "--ignore-value").contains("etcdserver: key not found"));
    }

    @Test
    void transactionsCompareAndChooseABranch() throws IOException {
        ctl.run("put", "k", "old");
        String answer = ctl.runWith("value(\"k\") = \"old\"\nver(\"none\") = \"0\"\n\nput k new\nget k\n\nget none\n\n",
                "txn");
        assertTrue(answer.startsWith("SUCCESS") && answer.endsWith("k\nnew"), answer);
        assertTrue(ctl.runWith("mod(\"k\") = \"1\"\n\nput k x\n\nget k\n\n", "txn").startsWith("FAILURE"));
        assertTrue(ctl.runWith("\nput k 1\nput k 2\n\n\n", "txn").contains("duplicate key given in txn request"));
        StringBuilder many = new StringBuilder("\n");
        for (int i = 0; i < 129; i++) {
            many.append("put m").append(i).append(" x\n");
        }
        assertTrue(ctl.runWith(many + "\n\n", "txn").contains("too many operations in txn request"));
    }

    @Test
    void compactionHidesWhatWasBefore() throws IOException {
        ctl.run("put", "c", "1");
        ctl.run("put", "c", "2");
        assertEquals("compacted revision 3", ctl.run("compact", "3"));
        assertTrue(ctl.run("get", "--rev=2", "c").contains("required revision has been compacted"));
        assertTrue(ctl.run("compact", "3").contains("required revision has been compacted"));
        String watch = ctl.run("watch", "--rev=2", "c");
        assertTrue(watch.contains("required revision has been compacted"), watch);
        assertEquals("c\n2", ctl.run("get", "c"));
    }
}
