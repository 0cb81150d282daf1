package dev.coracle.client.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.tls.Pem;
import dev.coracle.base.tls.context.TlsContexts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingFlagsTest {

    private static Optional<ComponentServer> server(String... flags) throws Exception {
        FlagSet set = new FlagSet("kube-something");
        ServingFlags serving = new ServingFlags(set, "kube-something", 1);
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--bind-address=127.0.0.1");
        set.parse(all);
        return serving.server(new HealthChecks("healthz"), new HealthChecks("readyz"), SystemClock.instance());
    }

    private static String port() throws Exception {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "--secure-port=" + any.getLocalPort();
        }
    }

    @Test
    void portZeroIsNoServer() throws Exception {
        assertTrue(server("--secure-port=0").isEmpty());
    }

    @Test
    void aCertificateNeedsItsKey() {
        assertThrows(IllegalArgumentException.class, () -> server("--tls-cert-file=/some.crt"));
        assertThrows(IllegalArgumentException.class, () -> server("--tls-private-key-file=/some.key"));
    }

    @Test
    void servesTlsThoughNoCertificateIsGiven() throws Exception {
        try (ComponentServer server = server(port()).orElseThrow();
                HttpClient http = HttpClient.newBuilder()
                        .sslContext(TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true))
                        .build()) {
            server.start();
            assertEquals("ok", get(http, server));
        }
    }

    @Test
    void aCertificateThatIsMadeIsKeptAndUsedAgain(@TempDir Path folder) throws Exception {
        Path kept = folder.resolve("certs/kube-something.crt");
        server(port(), "--cert-dir=" + folder.resolve("certs")).orElseThrow().close();
        byte[] made = Files.readAllBytes(kept);
        try (ComponentServer server = server(port(), "--cert-dir=" + folder.resolve("certs")).orElseThrow();
                HttpClient http = HttpClient.newBuilder()
                        .sslContext(TlsContexts.client(Optional.of(made), Optional.empty(), Optional.empty(), false))
                        .build()) {
            server.start();
            assertEquals("ok", get(http, server));
            assertEquals(1, Pem.certificates(made).size());
        }
    }

    private static String get(HttpClient http, ComponentServer server) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/readyz")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }
}
