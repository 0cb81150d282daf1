package dev.coracle.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.etcd.EtcdServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server as etcd's own command-line client finds it. */
class EtcdctlTest {

    @SuppressWarnings("NullAway.Init")
    private EtcdServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(EtcdProcess.onPath("etcdctl").isPresent(), "no etcdctl on the PATH: not tested with it");
        server = EtcdServer.start(EmbeddedStore.inMemory(SystemClock.instance()), new EtcdServer.Options("default",
                List.of(new InetSocketAddress("127.0.0.1", 0)), List.of("http://127.0.0.1:1"), 0,
                Duration.ofMinutes(10)), SystemClock.instance());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Process etcdctl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(EtcdProcess.onPath("etcdctl").orElseThrow().toString(),
                "--endpoints=http://127.0.0.1:" + server.port()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        return builder.start();
    }

    /** Runs a command to its end; {@code input} is what it reads. */
    private String run(String input, String... arguments) throws IOException {
        Process process = etcdctl(arguments);
        try (var to = process.outputWriter(StandardCharsets.UTF_8)) {
            to.write(input);
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void keysArePutReadAndDeleted() throws IOException {
        assertEquals("OK", run("", "put", "a", "1"));
        assertEquals("OK\na\n1", run("", "put", "--prev-kv", "a", "2"));
        assertEquals("OK", run("", "put", "b", "0"));
        assertEquals("a\n2", run("", "get", "a"));
        assertEquals("a\n1", run("", "get", "--rev=2", "a"));
        assertEquals("b\n\na", run("", "get", "--prefix", "--keys-only", "--order=DESCEND", ""));
        assertEquals("b\na", run("", "get", "--from-key", "a", "--keys-only", "--sort-by=VALUE").replace("\n\n", "\n"));
        assertTrue(run("", "get", "--prefix", "", "-w", "fields").contains("\"Count\" : 2"));
        assertEquals("a", run("", "get", "--prefix", "", "--limit=1", "--keys-only"));
        assertEquals("2", run("", "del", "--prefix", ""));
        assertEquals("", run("", "get", "a"));
        assertTrue(run("", "get", "--rev=99", "a").contains("required revision is a future revision"));
        assertTrue(run("", "put", "").contains("argument"));
        assertTrue(run("", "put", "c", "--ignore-value").contains("etcdserver: key not found"));
    }

    @Test
    void transactionsCompareAndChooseABranch() throws IOException {
        run("", "put", "k", "old");
        String answer = run("value(\"k\") = \"old\"\nver(\"none\") = \"0\"\n\nput k new\nget k\n\nget none\n\n", "txn");
        assertTrue(answer.startsWith("SUCCESS") && answer.endsWith("k\nnew"), answer);
        assertTrue(run("mod(\"k\") = \"1\"\n\nput k x\n\nget k\n\n", "txn").startsWith("FAILURE"));
        assertTrue(run("\nput k 1\nput k 2\n\n\n", "txn").contains("duplicate key given in txn request"));
        StringBuilder many = new StringBuilder("\n");
        for (int i = 0; i < 129; i++) {
            many.append("put m").append(i).append(" x\n");
        }
        assertTrue(run(many + "\n\n", "txn").contains("too many operations in txn request"));
    }

    @Test
    void aWatchTellsHistoryAndWhatFollows() throws Exception {
        run("", "put", "w1", "1");
        run("", "put", "w1", "2");
        Process watch = etcdctl("watch", "--prefix", "--rev=3", "--prev-kv", "w");
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            assertEquals(List.of("PUT", "w1", "1", "w1", "2"), next(lines, 5));
            run("", "put", "w2", "x");
            assertEquals(List.of("PUT", "w2", "x"), next(lines, 3));
            run("", "del", "w1");
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
        String granted = run("", "lease", "grant", "100");
        assertTrue(granted.contains("granted with TTL(100s)"), granted);
        String id = granted.split(" ")[1];
        run("", "put", "--lease=" + id, "l", "1");
        assertTrue(run("", "lease", "timetolive", "--keys", id).contains("attached keys([l])"));
        assertTrue(run("", "lease", "keep-alive", "--once", id).contains("keepalived with TTL(100)"));
        assertTrue(run("", "lease", "list").contains(id));
        assertTrue(run("", "lease", "revoke", id).contains("revoked"));
        assertEquals("", run("", "get", "l"));
        assertTrue(run("", "lease", "revoke", id).contains("requested lease not found"));
        assertTrue(run("", "put", "--lease=77", "l", "1").contains("requested lease not found"));
    }

    @Test
    void compactionHidesWhatWasBefore() throws IOException {
        run("", "put", "c", "1");
        run("", "put", "c", "2");
        assertEquals("compacted revision 3", run("", "compact", "3"));
        assertTrue(run("", "get", "--rev=2", "c").contains("required revision has been compacted"));
        assertTrue(run("", "compact", "3").contains("required revision has been compacted"));
        String watch = run("", "watch", "--rev=2", "c");
        assertTrue(watch.contains("required revision has been compacted"), watch);
        assertEquals("c\n2", run("", "get", "c"));
    }

    @Test
    void theClusterIsOneHealthyMember() throws IOException {
        assertTrue(run("", "endpoint", "status").contains("3.6.0"));
        assertTrue(run("", "endpoint", "health").contains("is healthy"));
        assertTrue(run("", "member", "list").contains("default"));
        assertEquals("", run("", "alarm", "list"));
        assertTrue(run("", "defrag").startsWith("Finished defragmenting"));
        assertTrue(run("", "put", "large", "x".repeat(100_000)).equals("OK"));
    }
}
