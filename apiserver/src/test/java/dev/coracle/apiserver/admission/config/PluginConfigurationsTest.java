package dev.coracle.apiserver.admission.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginConfigurationsTest {

    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void readsWhatStandsInsideAndBeside() throws IOException {
        file("nodes.yaml", "podNodeSelectorPluginConfig: {a: b=c}");
        PluginConfigurations read = PluginConfigurations.read(file("all.yaml", HEAD
                + "- {name: PodNodeSelector, path: nodes.yaml}\n- {name: EventRateLimit, configuration: {limits: []}}\n"));
        assertEquals("b=c", Trees.string(read.of("PodNodeSelector").orElseThrow(), "podNodeSelectorPluginConfig", "a"));
        assertTrue(read.of("EventRateLimit").isPresent());
        assertTrue(read.of("AlwaysAdmit").isEmpty());
    }

    @Test
    void aFileWithoutKindIsForThePluginsThatAreOlder() throws IOException {
        PluginConfigurations read = PluginConfigurations.read(file("old.yaml", "imagePolicy: {allowTTL: 5}"));
        assertTrue(Trees.object(read.of("ImagePolicyWebhook").orElseThrow(), "imagePolicy").isPresent());
        assertTrue(read.of("PodNodeSelector").isPresent());
        assertTrue(read.of("EventRateLimit").isEmpty());
    }

    @Test
    void saysWhichFileIsWrong() throws IOException {
        Path other = file("other.yaml", "apiVersion: v1\nkind: Pod");
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> PluginConfigurations.read(other))
                .getMessage()).contains("other.yaml is of kind \"Pod\""));
        Path nameless = file("nameless.yaml", HEAD + "- {path: x}\n");
        assertThrows(IllegalArgumentException.class, () -> PluginConfigurations.read(nameless));
        Path missing = file("missing.yaml", HEAD + "- {name: EventRateLimit, path: nowhere.yaml}\n");
        assertThrows(IOException.class, () -> PluginConfigurations.read(missing));
    }
}
