package dev.coracle.base.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateSetTest {

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));

    private static X509Certificate read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void makesEverythingOnceAndKeepsIt(@TempDir Path folder) throws Exception {
        CertificateSet set = new CertificateSet(folder, clock);
        set.ensureControlPlane(List.of("10.96.0.1", "my-laptop"));
        set.node("node-1");
        byte[] serving = Files.readAllBytes(folder.resolve("apiserver.crt"));
        byte[] signing = Files.readAllBytes(folder.resolve("sa.key"));
        new CertificateSet(folder, clock).ensureControlPlane(List.of("10.96.0.1", "my-laptop"));
        assertArrayEquals(serving, Files.readAllBytes(folder.resolve("apiserver.crt")));
        assertArrayEquals(signing, Files.readAllBytes(folder.resolve("sa.key")));
        X509Certificate ca = read(folder.resolve("ca.crt"));
        X509Certificate node = read(folder.resolve("node-node-1.crt"));
        node.verify(ca.getPublicKey());
        assertEquals("CN=system:node:node-1,O=system:nodes", node.getSubjectX500Principal().getName());
        assertTrue(ca.getBasicConstraints() >= 0);
        assertEquals(-1, node.getBasicConstraints());
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("apiserver.key"))));
        }
    }

    @Test
    void renewsWhatEndsSoonOrLacksAName(@TempDir Path folder) throws Exception {
        CertificateSet set = new CertificateSet(folder, clock);
        Path file = set.serving(List.of("10.96.0.1")).certificate();
        X509Certificate first = read(file);
        set.serving(List.of("10.96.0.1", "fd00::1"));
        X509Certificate second = read(file);
        assertFalse(first.equals(second));
        set.serving(List.of("fd00::1"));
        assertEquals(second, read(file));
        clock.advance(Duration.ofDays(340));
        set.serving(List.of());
        assertFalse(second.equals(read(file)));
        read(file).verify(read(folder.resolve("ca.crt")).getPublicKey());
    }
}
