package dev.coracle.store.etcd.snapshot;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.store.backend.Backend.Positioned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;

/** Files that say that they are snapshots, and records that say that they are etcd's. */
class SnapshotFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void files(byte[] input) throws IOException {
        Path path = Files.createTempFile("fuzz", ".db");
        try {
            Files.write(path, input);
            try (SnapshotFile file = SnapshotFile.open(path, true)) {
                file.records(record -> {});
                file.leases(lease -> {});
                file.compacted();
                file.hadUsers();
            } catch (IOException refused) {
                return;
            }
        } finally {
            Files.delete(path);
        }
    }

    /** What is taken for a record is written down again as it was read, but for what etcd does not know. */
    @FuzzTest(maxDuration = "30s")
    void records(byte[] input) {
        int name = Math.min(input.length, 17 + (input.length & 1));
        Positioned read;
        try {
            read = new EtcdRecord(Arrays.copyOf(input, name), Arrays.copyOfRange(input, name, input.length)).read();
        } catch (IllegalArgumentException refused) {
            return;
        }
        Positioned again = EtcdRecord.of(read).read();
        Assertions.assertEquals(read.position(), again.position());
        Assertions.assertArrayEquals(read.record().key(), again.record().key());
        Assertions.assertArrayEquals(read.record().value(), again.record().value());
    }
}
