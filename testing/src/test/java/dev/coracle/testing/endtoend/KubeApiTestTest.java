package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.client.rest.ApiClient;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** fabric8's kube-api-test starts, uses and stops our launchers by its own code, from the folder where it keeps downloaded binaries. */
@Timeout(240)
class KubeApiTestTest {

    @TempDir
    Path folder;

    /** It asks with kubectl whether the default namespace is there. */
    private static Path kubectl() {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(part -> Path.of(part, "kubectl")).filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(found.isPresent(), "no kubectl on the PATH");
        return found.orElseThrow().toAbsolutePath();
    }

    @Test
    void startUseStop() throws Exception {
        Path launchers = Launchers.folder();
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        Path binaries = Files
                .createDirectories(folder.resolve("k8s").resolve("1.36.3-" + system + "-" + architecture));
        for (String name : new String[]{"etcd", "kube-apiserver"}) {
            Files.createSymbolicLink(binaries.resolve(name), launchers.resolve(name));
        }
        Files.createSymbolicLink(binaries.resolve("kubectl"), kubectl());
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(folder.toString()).withApiServerVersion("1.36.3").withOfflineMode(true)
                .withUpdateKubeConfig(false).withStartupTimeout(120_000).build());
        server.start();
        try (ApiClient client = Launchers.client(server.getKubeConfigYaml())) {
            assertTrue(client.resources(Namespace.class).get("", "default").isPresent());
            ConfigMap made = client.resources(ConfigMap.class).create(new ConfigMapBuilder().withNewMetadata()
                    .withNamespace("default").withName("m").endMetadata().withData(Map.of("a", "b")).build());
            assertEquals(Map.of("a", "b"), made.getData());
        } finally {
            server.stop();
        }
    }
}
