package dev.coracle.apiserver.audit.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.base.clock.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, its rotation, and the older form of lines. */
class LogFilesTest {

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-31T10:20:30.123Z"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFullFileIsPutAside(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sub/audit.log");
        RotatedFile.Rotation rotation = new RotatedFile.Rotation(10, Duration.ZERO, 0, false);
        try (RotatedFile log = new RotatedFile(file, rotation, clock)) {
            log.write(bytes("12345\n"));
            log.write(bytes("67890\n"));
        }
        assertEquals(List.of("audit-2026-01-31T10-20-30.123.log", "audit.log"), names(folder.resolve("sub")));
        assertEquals("67890\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (RotatedFile log = new RotatedFile(file, rotation, clock)) {
            log.write(bytes("a\n"));
        }
        assertEquals("67890\na\n", Files.readString(file), "a restart goes on after what is there");
    }

    @Test
    void theOldestAreDeletedAndOthersFilesLeftAlone(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("audit-somebody-elses.log"), "");
        RotatedFile.Rotation rotation = new RotatedFile.Rotation(1, Duration.ofDays(2), 2, true);
        try (RotatedFile log = new RotatedFile(folder.resolve("audit.log"), rotation, clock)) {
            for (int i = 0; i < 5; i++) {
                log.write(bytes("line " + i));
                clock.advance(Duration.ofSeconds(1));
            }
            assertEquals(List.of("audit-2026-01-31T10-20-33.123.log.gz", "audit-2026-01-31T10-20-34.123.log.gz",
                    "audit-somebody-elses.log", "audit.log"), names(folder));
            clock.advance(Duration.ofDays(3));
            log.write(bytes("line 5"));
        }
        assertEquals(List.of("audit-2026-02-03T10-20-35.123.log.gz", "audit-somebody-elses.log", "audit.log"),
                names(folder));
        try (GZIPInputStream packed = new GZIPInputStream(
                Files.newInputStream(folder.resolve("audit-2026-02-03T10-20-35.123.log.gz")))) {
            assertEquals("line 4", new String(packed.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void theLegacyLineIsTheOriginals() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var event = Json.parseObject(bytes("""
                {"auditID":"id","stage":"ResponseComplete","requestURI":"/api?x=\\"\\n","verb":"get",
                 "user":{"username":"ann","groups":["a","b"]},"impersonatedUser":{"username":"bob"},
                 "sourceIPs":["10.0.0.1"],"userAgent":"curl","responseStatus":{"code":200},
                 "objectRef":{"namespace":"ns"},"requestReceivedTimestamp":"2026-01-31T10:20:30.123000Z"}"""));
        LogBackend.toStream(out, true).process(List.of(new AuditEvent(Level.METADATA, event)));
        assertEquals("2026-01-31T10:20:30.123000Z AUDIT: id=\"id\" stage=\"ResponseComplete\" ip=\"10.0.0.1\" "
                + "method=\"get\" user=\"ann\" groups=\"\\\"a\\\",\\\"b\\\"\" as=\"bob\" asgroups=\"\" "
                + "user-agent=\"curl\" namespace=\"ns\" uri=\"/api?x=\\\"\\n\" response=\"200\"\n",
                out.toString(StandardCharsets.UTF_8));
        assertTrue(LegacyLine.of(new AuditEvent(Level.METADATA, Json.object())).contains("user=\"<none>\""));
    }
}
