package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.http.TlsFiles;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.remote.EtcdClientStore;
import dev.coracle.store.remote.EtcdClientTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on the clients' port: gRPC and pages, certificates of clients, certificates that change. */
class TlsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    private final CertificateAuthority authority = CertificateAuthority.create("etcd-ca", SystemClock.instance());

    @BeforeEach
    void certificates() throws IOException {
        Files.writeString(folder.resolve("ca.crt"), authority.own().certificatePem());
        authority.issueServing("etcd", List.of("127.0.0.1", "localhost")).write(folder.resolve("server.crt"),
                folder.resolve("server.key"));
        authority.issueClient("me", List.of()).write(folder.resolve("me.crt"), folder.resolve("me.key"));
        CertificateAuthority.create("another", SystemClock.instance()).issueClient("them", List.of())
                .write(folder.resolve("them.crt"), folder.resolve("them.key"));
    }

    private EtcdTestServer start(boolean clientsToo, List<String> protocols) throws IOException {
        return EtcdTestServer.start(EmbeddedStore.inMemory(SystemClock.instance()),
                EtcdTestServer.secure(new TlsFiles(folder.resolve("server.crt"), folder.resolve("server.key"),
                        clientsToo ? Optional.of(folder.resolve("ca.crt")) : Optional.empty(), protocols, List.of())),
                SystemClock.instance());
    }

    private EtcdTestServer start(boolean clientsToo) throws IOException {
        return start(clientsToo, List.of("TLSv1.2", "TLSv1.3"));
    }

    private long revision(EtcdTestServer etcd, Optional<String> as) throws IOException {
        try (EtcdClientStore client = EtcdClientStore.connect(List.of("https://127.0.0.1:" + etcd.server.port()),
                new EtcdClientTls(Optional.of(folder.resolve("ca.crt")), as.map(name -> folder.resolve(name + ".crt")),
                        as.map(name -> folder.resolve(name + ".key"))),
                SystemClock.instance())) {
            client.put("/k", "v".getBytes(StandardCharsets.UTF_8), 0, 0);
            return client.currentRevision();
        }
    }

    private static String page(EtcdTestServer etcd, SSLContext trust) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
            return client.send(HttpRequest.newBuilder(
                    URI.create("https://127.0.0.1:" + etcd.server.port() + "/health")).build(),
                    BodyHandlers.ofString()).body();
        }
    }

    private SSLContext trust() throws IOException {
        return TlsContexts.client(Optional.of(Files.readAllBytes(folder.resolve("ca.crt"))), Optional.empty(),
                Optional.empty(), false);
    }

    @Test
    void grpcAndPagesShareThePort() throws Exception {
        try (EtcdTestServer etcd = start(false)) {
            assertEquals(2, revision(etcd, Optional.empty()));
            // This client offers HTTP/2 as well.
            assertEquals("{\"health\":\"true\",\"reason\":\"\"}", page(etcd, trust()));
        }
    }

    @Test
    void plainTextIsNotSpokenOnASecurePort() throws Exception {
        try (EtcdTestServer etcd = start(false)) {
            assertThrows(IOException.class, () -> etcd.get("/health"));
            assertThrows(RuntimeException.class, () -> etcd.put("a", "1"));
            assertEquals(1, etcd.server.store().currentRevision());
        }
    }

    @Test
    void clientsMustShowACertificateOfTheAuthority() throws Exception {
        try (EtcdTestServer etcd = start(true)) {
            assertEquals(2, revision(etcd, Optional.of("me")));
            assertThrows(StoreException.class, () -> revision(etcd, Optional.empty()));
            assertThrows(StoreException.class, () -> revision(etcd, Optional.of("them")));
            assertThrows(IOException.class, () -> page(etcd, trust()));
            assertEquals(2, etcd.server.store().currentRevision());
        }
    }

    @Test
    void renewedCertificatesAreShownWithoutARestart() throws Exception {
        try (EtcdTestServer etcd = start(false)) {
            page(etcd, trust());
            CertificateAuthority next = CertificateAuthority.create("etcd-ca", SystemClock.instance());
            next.issueServing("etcd", List.of("127.0.0.1")).write(folder.resolve("server.crt"),
                    folder.resolve("server.key"));
            // The clock of files may not have moved since.
            Files.setLastModifiedTime(folder.resolve("server.crt"), FileTime.fromMillis(1));
            Files.writeString(folder.resolve("ca.crt"), next.own().certificatePem());
            assertTrue(page(etcd, trust()).contains("true"));
            Files.writeString(folder.resolve("server.crt"), "half written");
            assertTrue(page(etcd, trust()).contains("true"), "what cannot be read changes nothing");
        }
    }

    @Test
    void whatIsNoCertificateIsToldAtTheStart() throws IOException {
        Files.writeString(folder.resolve("server.key"), "nothing");
        IOException refused = assertThrows(IOException.class, () -> start(false).close());
        assertTrue(String.valueOf(refused.getMessage()).contains("server.key"), refused.getMessage());
    }
}
