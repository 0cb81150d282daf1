package dev.coracle.client.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KubeconfigTest {

    private static Kubeconfig load(String yaml) throws Exception {
        return Kubeconfig.load(yaml.getBytes(StandardCharsets.UTF_8), Path.of("."));
    }

    @Test
    void readsTheCurrentContext() throws Exception {
        Kubeconfig config = load("""
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: {token: secret}}]
                contexts: [{name: other, context: {}}, {name: x, context: {cluster: c, user: u, namespace: ns}}]
                current-context: x
                """);
        assertEquals(6443, config.server().getPort());
        assertEquals(Optional.of("secret"), config.token());
        assertEquals("ns", config.namespace());
        assertTrue(config.insecureSkipTlsVerify());
    }

    @Test
    void saysWhatIsWrong() {
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> load("current-context: x\ncontexts: []")).getMessage()).contains("no context named \"x\""));
        assertThrows(IllegalArgumentException.class, () -> load("a: ["));
        assertThrows(IllegalArgumentException.class, () -> load(""));
    }
}
