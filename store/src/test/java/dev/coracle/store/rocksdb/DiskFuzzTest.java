package dev.coracle.store.rocksdb;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.rocksdb.files.LogCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;

/** What a damaged disk may hold: records, notes, logs. */
class DiskFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void records(byte[] input) {
        Record record;
        try {
            record = RecordCodec.record(ByteBuffer.wrap(input));
        } catch (IllegalStateException damaged) {
            return;
        }
        ByteBuffer again = ByteBuffer.allocate(RecordCodec.recordSize(record));
        RecordCodec.putRecord(again, record);
        Record same = RecordCodec.record(again.flip());
        Assertions.assertArrayEquals(record.key(), same.key());
        Assertions.assertArrayEquals(record.value(), same.value());
        Assertions.assertEquals(record.lease(), same.lease());
    }

    @FuzzTest(maxDuration = "30s")
    void notes(byte[] input) {
        try {
            RecordCodec.note(new Position(1, 0), ByteBuffer.wrap(input));
        } catch (IllegalStateException damaged) {
            return;
        }
    }

    @FuzzTest(maxDuration = "30s")
    void logs(byte[] input) throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        Path log = folder.resolve("000004.log");
        try {
            Files.write(log, input);
            LogCheck.check(folder);
        } catch (StoreException.Unavailable damaged) {
            return;
        } finally {
            Files.delete(log);
            Files.delete(folder);
        }
    }
}
