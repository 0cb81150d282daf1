package dev.coracle.kubelet.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.kubelet.runtime.ContainerConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeFilesTest {

    private static final String ONCE = "if [[ -r /data/foo ]]; then exit 0; else touch /data/foo; exit 42; fi";

    private final NodeFiles files = new NodeFiles();

    private static ContainerConfig on(String node, Map<String, String> hostPaths) {
        return new ContainerConfig("ns", "pod", "main", "busybox", List.of("sh", "-c", ONCE), List.of(), Map.of(), node,
                hostPaths, true, 0, Instant.EPOCH, ContainerConfig.Hints.NONE);
    }

    private Optional<Integer> run(String node, Map<String, String> hostPaths) {
        return Behaviour.of(on(node, hostPaths), files).exitCode();
    }

    @Test
    void theNextContainerOnTheNodeFindsTheFile() {
        assertEquals(Optional.of(42), run("one", Map.of("/data", "/tmp/a")));
        assertEquals(Optional.of(0), run("one", Map.of("/data", "/tmp/a")));
        assertEquals(Optional.of(42), run("two", Map.of("/data", "/tmp/a")));
        assertEquals(Optional.of(42), run("one", Map.of("/data", "/tmp/b")));
    }

    @Test
    void whatIsInNoFolderOfTheNodeGoesWithTheContainer() {
        assertEquals(Optional.of(42), run("one", Map.of("/dat", "/tmp/a")));
        assertEquals(Optional.of(42), run("one", Map.of("/dat", "/tmp/a")));
    }

    @Test
    void theOldestAreForgotten() {
        NodeFiles.Files seen = files.of(on("one", Map.of("/data", "/tmp/a")));
        for (int i = 0; i <= 10_000; i++) {
            seen.make("/data/" + i);
        }
        assertFalse(seen.has("/data/0"));
        assertTrue(seen.has("/data/1"));
        assertTrue(seen.has("/data/10000"));
    }
}
