package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches and leases by etcdctl. */
class EtcdctlWatchAndLeaseTest {

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
    void aWatchTellsHistoryAndWhatFollows() throws Exception {
        ctl.run("put", "w1", "1");
        ctl.run("put", "w1", "2");
        Process watch = ctl.start("watch", "--prefix", "--rev=3", "--prev-kv", "w");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertEquals(List.of("PUT", "w1", "1", "w1", "2"), next(lines, 5));
            ctl.run("put", "w2", "x");
            assertEquals(List.of("PUT", "w2", "x"), next(lines, 3));
            ctl.run("del", "w1");
            assertEquals(List.of("DELETE", "w1", "2", "w1"), next(lines, 4));
        } finally {
            watch.destroy();
            watch.waitFor();
        }
    }

    private static List<String> next(BufferedReader lines, int count) throws IOException {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(lines.readLine());
        }
        return some;
    }

    @Test
    void leasesAreGrantedKeptAliveAndRevoked() throws IOException {
        String granted = ctl.run("lease", "grant", "100");
        assertTrue(granted.contains("granted with TTL(100s)"), granted);
        String id = granted.split(" ")[1];
        ctl.run("put", "--lease=" + id, "l", "1");
        assertTrue(ctl.run("lease", "timetolive", "--keys", id).contains("attached keys([l])"));
        assertTrue(ctl.run("lease", "keep-alive", "--once", id).contains("keepalived with TTL(100)"));
        assertTrue(ctl.run("lease", "list").contains(id));
        assertTrue(ctl.run("lease", "revoke", id).contains("revoked"));
        assertEquals("", ctl.run("get", "l"));
        assertTrue(ctl.run("lease", "revoke", id).contains("requested lease not found"));
        assertTrue(ctl.run("put", "--lease=77", "l", "1").contains("requested lease not found"));
    }
}
