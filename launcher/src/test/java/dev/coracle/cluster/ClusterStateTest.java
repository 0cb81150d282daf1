package dev.coracle.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterOptions;
import dev.coracle.cluster.folder.ClusterState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterStateTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void readsWhatItWrites() {
        ClusterFolder its = new ClusterFolder(folder);
        ClusterState state = new ClusterState("a", 6443, 3, true, false, Optional.of("http://127.0.0.1:2379"),
                List.of(new ClusterState.Component("kubelet", 42, 1234567890123L, "https://127.0.0.1:1/healthz")));
        state.write(its);
        assertEquals(Optional.of(state), ClusterState.read(its));
    }

    @Test
    void aNewerFormatIsLeftAlone() throws Exception {
        ClusterFolder its = new ClusterFolder(folder);
        Files.writeString(its.state(), "{\"format\":99}");
        String message = String
                .valueOf(assertThrows(ClusterException.class, () -> ClusterState.read(its)).getMessage());
        assertTrue(message.contains("format 99"), message);
        Files.writeString(its.state(), "{\"format\":");
        assertThrows(ClusterException.class, () -> ClusterState.read(its));
    }

    @Test
    void aFolderIsHeldByOneCommandAtATime() throws Exception {
        ClusterFolder its = new ClusterFolder(folder);
        try (AutoCloseable held = its.lock()) {
            assertThrows(ClusterException.class, its::lock);
        }
        its.lock().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "-a", "a_b", "../x", "a/b"})
    void aNameThatCouldBeAPathIsRefused(String name) {
        assertThrows(ClusterException.class, () -> new ClusterOptions(name, OptionalInt.empty(), OptionalInt.empty(),
                false, false, Optional.empty(), true));
    }
}
