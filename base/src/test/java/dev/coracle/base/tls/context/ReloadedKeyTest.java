package dev.coracle.base.tls.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are written anew while they are in use. */
@Timeout(30)
class ReloadedKeyTest {

    private final ManualClock clock = new ManualClock(SystemClock.instance().now());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path certificate() {
        return folder.resolve("tls.crt");
    }

    private Path key() {
        return folder.resolve("tls.key");
    }

    private static IssuedCertificate made() {
        return CertificateAuthority.selfSigned("test", List.of("localhost"), SystemClock.instance());
    }

    @Test
    void changedFilesAreReadAgain() throws IOException {
        IssuedCertificate first = made();
        first.write(certificate(), key());
        ReloadedKey key = ReloadedKey.load(certificate(), key(), clock);
        IssuedCertificate second = made();
        second.write(certificate(), key());
        assertEquals(first.chain(), key.get().chain());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(second.chain(), key.get().chain());
        Files.writeString(key(), "half a file");
        clock.advance(Duration.ofSeconds(1));
        assertEquals(second.chain(), key.get().chain());
    }

    /** Two files are never written at once. */
    @Test
    void aKeyWaitsForItsCertificate() throws IOException {
        IssuedCertificate first = made();
        first.write(certificate(), key());
        ReloadedKey key = ReloadedKey.load(certificate(), key(), clock);
        IssuedCertificate second = made();
        Files.writeString(key(), second.keyPem());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(first.chain(), key.get().chain());
        Files.writeString(certificate(), second.certificatePem());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(second.chain(), key.get().chain());
        Files.writeString(key(), first.keyPem());
        assertThrows(IOException.class, () -> ReloadedKey.load(certificate(), key(), clock));
    }

    @Test
    void theNextHandshakeShowsTheNewOne() throws Exception {
        IssuedCertificate first = made();
        first.write(certificate(), key());
        SSLContext server = TlsContexts.server(ReloadedKey.load(certificate(), key(), clock), List.of(), new Nobody());
        try (SSLServerSocket listener = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            assertEquals(first.chain().getFirst(), shown(listener));
            IssuedCertificate second = made();
            second.write(certificate(), key());
            clock.advance(Duration.ofSeconds(1));
            assertEquals(second.chain().getFirst(), shown(listener));
        }
    }

    private static X509Certificate shown(SSLServerSocket listener) throws Exception {
        FutureTask<X509Certificate> client = new FutureTask<>((Callable<X509Certificate>) () -> {
            SSLContext trusting = TlsContexts.client(java.util.Optional.empty(), java.util.Optional.empty(),
                    java.util.Optional.empty(), true);
            try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("localhost",
                    listener.getLocalPort())) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        });
        Thread.ofVirtual().start(client);
        try (SSLSocket accepted = (SSLSocket) listener.accept()) {
            accepted.startHandshake();
            return client.get();
        }
    }

    /** A server that asks no client. */
    private static final class Nobody extends javax.net.ssl.X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
