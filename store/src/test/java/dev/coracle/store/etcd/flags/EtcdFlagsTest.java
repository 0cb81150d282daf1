package dev.coracle.store.etcd.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.flags.FlagException;
import dev.coracle.store.etcd.request.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings from the command line, the environment and a file. */
class EtcdFlagsTest {

    private static EtcdFlags flags(Map<String, String> environment, String... arguments) throws FlagException {
        EtcdFlags flags = new EtcdFlags();
        flags.parse(List.of(arguments), environment);
        return flags;
    }

    private static EtcdFlags flags(String... arguments) throws FlagException {
        return flags(Map.of(), arguments);
    }

    private static String refused(String... arguments) {
        return String.valueOf(assertThrows(FlagException.class, () -> flags(arguments).options()).getMessage());
    }

    @Test
    void theDefaultsAreEtcds() throws FlagException {
        EtcdFlags flags = flags();
        ServerOptions options = flags.options();
        assertEquals(Path.of("default.etcd"), flags.dataDir());
        assertEquals(Limits.DEFAULT, options.limits());
        assertEquals(ServerOptions.Connections.DEFAULT, options.connections());
        assertEquals(List.of("http://localhost:2379"), options.clientUrls());
        assertEquals(Duration.ofMinutes(10), options.progressEvery());
        assertEquals(Optional.empty(), flags.retention());
        assertEquals(Optional.empty(), options.tls());
    }

    @Test
    void theCommandLineComesBeforeTheEnvironment() throws FlagException {
        Map<String, String> environment = Map.of("ETCD_NAME", "from-environment", "ETCD_MAX_TXN_OPS", "7",
                "ETCD_LISTEN_CLIENT_URLS", "http://127.0.0.1:1,http://127.0.0.1:2", "ETCD_LOG_LEVEL", "debug",
                "ETCDCTL_API", "3");
        ServerOptions options = flags(environment, "--name=here").options();
        assertEquals("here 7 2", options.name() + " " + options.limits().txnOperations() + " "
                + options.listeners().size());
        assertEquals(List.of("--log-level"), flags(environment).ignoredGiven());
        ServerOptions one = flags(environment, "--listen-client-urls", "http://127.0.0.1:3").options();
        assertEquals(1, one.listeners().size(), "lists do not grow from one to the other");
    }

    @Test
    void aFileStandsForAll(@TempDir Path folder) throws IOException, FlagException {
        Path file = folder.resolve("etcd.conf.yml");
        Files.writeString(file, """
                name: from-file
                data-dir: %s/data
                listen-client-urls: http://127.0.0.1:0,https://127.0.0.1:0
                quota-backend-bytes: 1000
                max-request-bytes: 99
                watch-progress-notify-interval: 5000000000
                log-outputs: [stderr]
                cors:
                client-transport-security:
                  auto-tls: true
                  client-cert-auth: false
                peer-transport-security:
                  auto-tls: true
                """.formatted(folder));
        EtcdFlags flags = flags(Map.of("ETCD_NAME", "x"), "--config-file=" + file, "--max-request-bytes=5");
        ServerOptions options = flags.options();
        assertEquals("from-file 99 1000 PT5S 2", options.name() + " " + options.limits().requestBytes() + " "
                + options.quotaBytes() + " " + options.progressEvery() + " " + options.listeners().size());
        assertTrue(Files.exists(options.tls().orElseThrow().certificate()), "made by auto-tls");
        assertEquals("here", flags(Map.of("ETCD_CONFIG_FILE", ""), "--name=here").options().name());
    }

    @Test
    void whatIsUnknownIsNamed(@TempDir Path folder) throws IOException {
        assertEquals("unknown flag: --no-such-flag", refused("--no-such-flag=1"));
        assertTrue(refused("something").contains("\"something\""));
        Path file = folder.resolve("f.yml");
        for (var bad : Map.of("no-such-key: 1", "unknown setting: no-such-key", "config-file: x", "config-file",
                "client-transport-security: {no-such: 1}", "client-transport-security.no-such", "- list", "settings",
                "name: [a", "no YAML", "name: {a: b}", "name is one value").entrySet()) {
            Files.writeString(file, bad.getKey());
            String message = refused("--config-file=" + file);
            assertTrue(message.contains(bad.getValue()) && message.contains("f.yml"), message);
        }
        assertTrue(refused("--config-file=" + folder.resolve("none")).contains("none"));
    }

    @Test
    void whatWouldNotHoldIsRefused() {
        assertTrue(refused("--client-cert-allowed-cn=me").contains("--client-cert-allowed-cn is not supported"));
        assertTrue(refused("--client-crl-file=x").contains("--client-crl-file"));
        assertTrue(refused("--cert-file=x").contains("--key-file"));
        assertTrue(refused("--client-cert-auth").contains("--trusted-ca-file"));
        assertTrue(refused("--listen-client-urls=https://127.0.0.1:1").contains("--auto-tls"));
        assertTrue(refused("--listen-client-urls=unix://x").contains("unix://x"));
        assertTrue(refused("--listen-client-urls=").contains("no URL"));
        assertTrue(refused("--max-request-bytes=0").contains("--max-request-bytes"));
        assertTrue(refused("--max-concurrent-streams=0").contains("--max-concurrent-streams"));
        assertTrue(refused("--quota-backend-bytes=x").contains("--quota-backend-bytes"));
        assertTrue(refused("--listen-client-urls=https://127.0.0.1:1", "--cert-file=a", "--key-file=b",
                "--tls-min-version=TLS1.0").contains("TLS1.0"));
        assertTrue(refused("--listen-client-urls=https://127.0.0.1:1", "--cert-file=a", "--key-file=b",
                "--tls-min-version=TLS1.3", "--tls-max-version=TLS1.2").contains("above"));
    }

    @Test
    void tlsIsAsItIsSaid() throws FlagException {
        var tls = flags("--listen-client-urls=https://127.0.0.1:1", "--cert-file=a", "--key-file=b",
                "--trusted-ca-file=c", "--client-cert-auth", "--tls-min-version=TLS1.3",
                "--cipher-suites=TLS_AES_128_GCM_SHA256").options().tls().orElseThrow();
        assertEquals(Path.of("a"), tls.certificate());
        assertEquals(Optional.of(Path.of("c")), tls.clientCa());
        assertEquals(List.of("TLSv1.3"), tls.protocols());
        assertEquals(List.of("TLS_AES_128_GCM_SHA256"), tls.cipherSuites());
    }
}
