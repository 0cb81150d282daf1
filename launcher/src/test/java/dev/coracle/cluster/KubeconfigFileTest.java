package dev.coracle.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.cluster.folder.KubeconfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class KubeconfigFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path config(String context, String server) throws Exception {
        Path pem = Files.writeString(folder.resolve("some.pem"), "PEM");
        Path file = folder.resolve(context + ".config");
        KubeconfigFile.write(file, context, server, pem, new CertificateFiles(pem, pem));
        return file;
    }

    private static ObjectNode read(Path file) throws Exception {
        return Yaml.parseObject(Files.readAllBytes(file));
    }

    @Test
    void mergingKeepsWhatIsThereAndReplacesWhatHasTheSameName() throws Exception {
        Path users = folder.resolve("sub/config");
        Files.createDirectories(users.getParent());
        Files.writeString(users,
                "apiVersion: v1\nkind: Config\ncurrent-context: mine\ncontexts: [{name: mine, context: {cluster: c, user: u, namespace: x}}]\n"
                        + "clusters: [{name: c, cluster: {server: 'https://elsewhere'}}]\nusers: [{name: u, user: {token: abc}}]\n");
        KubeconfigFile.merge(config("coracle-a", "https://127.0.0.1:1"), users);
        KubeconfigFile.merge(config("coracle-a", "https://127.0.0.1:2"), users);
        ObjectNode merged = read(users);
        assertEquals("coracle-a", Trees.string(merged, "current-context"));
        assertEquals(2, Trees.objects(merged, "clusters").size());
        assertEquals("x", Trees.string(Trees.objects(merged, "contexts").getFirst(), "context", "namespace"));
        assertTrue(Trees.objects(merged, "clusters").stream()
                .anyMatch(c -> Trees.string(c, "cluster", "server").equals("https://127.0.0.1:2")));
    }

    @Test
    void unmergingLeavesTheRest() throws Exception {
        Path users = config("coracle-b", "https://127.0.0.1:3");
        KubeconfigFile.merge(config("coracle-a", "https://127.0.0.1:1"), users);
        KubeconfigFile.unmerge("coracle-a", users);
        ObjectNode rest = read(users);
        assertEquals("", Trees.string(rest, "current-context"));
        assertEquals(1, Trees.objects(rest, "users").size());
        assertFalse(Files.readString(users).contains("coracle-a"));
    }
}
