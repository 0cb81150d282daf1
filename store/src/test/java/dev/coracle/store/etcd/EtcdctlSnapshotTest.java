package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.EtcdProcess;
import dev.coracle.store.etcd.snapshot.SnapshotFile;
import dev.coracle.store.etcd.snapshot.SnapshotRestore;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data moves both ways between this store and the original, by {@code etcdctl snapshot}. */
class EtcdctlSnapshotTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static void write(Etcdctl ctl) throws IOException {
        for (int i = 0; i < 20; i++) {
            ctl.run("put", "k" + i % 7, "v".repeat(i * 500));
        }
        ctl.run("del", "k3");
        String lease = ctl.run("lease", "grant", "1000").split(" ")[1];
        ctl.run("put", "--lease=" + lease, "leased", "x");
        ctl.run("compact", "9");
        ctl.run("put", "k4", "after");
    }

    private static String hash(Etcdctl ctl) throws IOException {
        return ctl.run("endpoint", "hashkv").replaceFirst(".*, ", "");
    }

    private void save(Etcdctl ctl) throws IOException {
        assertTrue(ctl.run("snapshot", "save", file()).contains("Snapshot saved at " + file()));
    }

    private String file() {
        return folder.resolve("s.db").toString();
    }

    @Test
    void theOriginalRunsOnASnapshotOfOurs() throws Exception {
        String hash;
        try (EtcdTestServer etcd = EtcdTestServer.start()) {
            Etcdctl ctl = Etcdctl.of(etcd);
            write(ctl);
            hash = hash(ctl);
            save(ctl);
            String status = ctl.run("snapshot", "status", file());
            assertTrue(status.matches("(?s).*[0-9a-f]+, 24, \\d+, .*"), status);
            String data = folder.resolve("original").toString();
            String restored = ctl.run("snapshot", "restore", file(), "--data-dir", data);
            assertTrue(restored.contains("restored snapshot"), restored);
        }
        try (EtcdProcess original = EtcdProcess.start(folder.resolve("original"))) {
            Etcdctl ctl = Etcdctl.of(original.url());
            original.awaitHealth();
            assertEquals(hash, hash(ctl));
            assertEquals("k4\nafter", ctl.run("get", "k4"));
            assertEquals("", ctl.run("get", "k3"));
            assertTrue(ctl.run("lease", "list").startsWith("found 1 leases"));
            assertEquals("OK", ctl.run("put", "k4", "and on"));
        }
    }

    @Test
    void weRunOnASnapshotOfTheOriginal() throws Exception {
        String hash;
        try (EtcdProcess original = EtcdProcess.start(folder.resolve("original"))) {
            original.awaitHealth();
            Etcdctl ctl = Etcdctl.of(original.url());
            write(ctl);
            hash = hash(ctl);
            save(ctl);
        }
        Path data = folder.resolve("ours");
        try (SnapshotFile file = SnapshotFile.open(Path.of(file()), false)) {
            assertEquals(9, SnapshotRestore.restore(file, data).compacted());
        }
        Path stopped = folder.resolve("original/member/snap/db");
        try (SnapshotFile file = SnapshotFile.open(stopped, true)) {
            assertEquals(1, SnapshotRestore.restore(file, folder.resolve("stopped")).leases());
        }
        try (EtcdTestServer etcd = EtcdTestServer.start(
                EmbeddedStore.open(data, Durability.ASYNC, SystemClock.instance()), SystemClock.instance())) {
            Etcdctl ctl = Etcdctl.of(etcd);
            assertEquals(hash, hash(ctl));
            assertEquals("k4\nafter", ctl.run("get", "k4"));
            assertTrue(ctl.run("get", "--rev=5", "k4").contains("required revision has been compacted"));
            assertTrue(ctl.run("lease", "list").startsWith("found 1 leases"));
            assertEquals("OK", ctl.run("put", "k4", "and on"));
        }
    }
}
