package dev.coracle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands about the past say when they are used wrongly; nothing is changed then. */
class CommandLineTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private void check(int exit, String words, String... line) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = Coracle.execute(line);
        } finally {
            System.setErr(before);
        }
        String text = said.toString(StandardCharsets.UTF_8);
        assertEquals(exit, code, text);
        assertTrue(text.contains(words) && text.lines().count() == 1, text);
        try (Stream<Path> left = Files.list(folder)) {
            assertTrue(left.noneMatch(p -> !p.getFileName().toString().equals("c")), "files were made");
        }
    }

    private Path cluster(String more) throws Exception {
        Path its = Files.createDirectories(folder.resolve("c"));
        Files.writeString(its.resolve("cluster.json"),
                "{\"format\":1,\"name\":\"c\",\"port\":1,\"nodes\":1," + more + "\"components\":[]}");
        return its;
    }

    @Test
    void whatCannotBeUnderstoodEndsWithTwo() throws Exception {
        check(2, "snapshot needs one of", "snapshot");
        check(2, "see coracle rewind --help", "rewind");
        check(2, "mutually exclusive", "rewind", "--revision", "1", "--to", "-5m");
        check(2, "see coracle get --help", "get", "pods");
        check(2, "NAME", "history", "pods");
        check(2, "NEW", "fork");
        check(2, "see coracle snapshot restore --help", "snapshot", "restore");
    }

    @Test
    void aClusterThatIsNotThereIsNamed() throws Exception {
        String its = folder.resolve("none").toString();
        for (String[] line : new String[][]{{"snapshot", "save"}, {"snapshot", "list"}, {"rewind", "--revision", "1"},
            {"fork", "x"}, {"history", "pods", "x"}, {"get", "pods", "--at", "1"}}) {
            String[] whole = java.util.Arrays.copyOf(line, line.length + 2);
            whole[line.length] = "--data-dir";
            whole[line.length + 1] = its;
            check(1, "there is no cluster in " + its, whole);
        }
    }

    @Test
    void aClusterThatIsDownHasNoPastToAsk() throws Exception {
        String its = cluster("").toString();
        check(1, "cluster c is down; start it with coracle up --name c to rewind it", "rewind", "--to", "5m", "ago",
                "--data-dir", its);
        check(1, "is down", "history", "pods", "x", "--data-dir", its);
        check(1, "is down", "get", "pods", "--at", "5m ago", "--data-dir", its);
        check(1, "is no time", "rewind", "--to", "soon", "--data-dir", its);
        check(1, "there is no snapshot \"s\"", "snapshot", "restore", "s", "--data-dir", its);
        check(1, "there is no snapshot \"s\"", "snapshot", "rm", "s", "--data-dir", its);
        check(1, "the snapshot name \"S\" cannot be used", "snapshot", "save", "S", "--data-dir", its);
        check(1, "the cluster name \"A_b\" cannot be used", "fork", "A_b", "--data-dir", its);
        check(1, "say what to keep", "snapshot", "prune", "--data-dir", its);
        check(1, "at least 1 is kept", "snapshot", "prune", "--keep", "0", "--data-dir", its);
    }

    @Test
    void dataThatIsElsewhereOrGoneIsRefused() throws Exception {
        String etcd = cluster("\"etcdServers\":\"http://127.0.0.1:2379\",").toString();
        check(1, "keeps its data in the etcd at http://127.0.0.1:2379", "snapshot", "save", "--data-dir", etcd);
        check(1, "keeps its data in the etcd", "fork", "x", "--data-dir", etcd);
        String memory = cluster("\"inMemory\":true,").toString();
        check(1, "kept its data in memory and is down", "snapshot", "save", "--data-dir", memory);
    }
}
