package dev.coracle.store.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Record;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

class DamagedFilesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private static Change.Add add(long revision, int size) {
        return new Change.Add(new Position(revision, 0),
                new Record(("key" + revision).getBytes(StandardCharsets.UTF_8), new byte[size], revision, 1, 0, false));
    }

    /** A folder with commits 1 to {@code count}, as a kill would leave it: copied while it is open. @return the log's size after each commit */
    private List<Long> written(Path folder, int count, int size) throws IOException {
        List<Long> ends = new ArrayList<>();
        Path live = folder.resolveSibling(folder.getFileName() + "-live");
        try (RocksBackend backend = RocksBackend.open(live, Durability.SYNC)) {
            for (int i = 1; i <= count; i++) {
                backend.commit(List.of(add(i, size)));
                ends.add(Files.size(log(live)));
            }
            copy(live, folder);
        }
        return ends;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static Path newest(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .max(Comparator.comparing(file -> file.getFileName().toString())).orElseThrow();
        }
    }

    private static Path log(Path folder) throws IOException {
        return newest(folder, ".log");
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x40;
        Files.write(file, bytes);
    }

    private static long newestRevision(Path folder) {
        long[] newest = {0};
        try (RocksBackend backend = RocksBackend.open(folder, Durability.SYNC)) {
            backend.notes(0, note -> {
                assertEquals(newest[0] + 1, note.position().revision());
                newest[0] = note.position().revision();
                assertTrue(backend.read(note.position()).isPresent());
                return true;
            });
            // It can be written on, and what is written now is there again.
            backend.commit(List.of(add(newest[0] + 1, 10)));
        }
        try (RocksBackend backend = RocksBackend.open(folder, Durability.SYNC)) {
            assertTrue(backend.read(new Position(newest[0] + 1, 0)).isPresent());
        }
        return newest[0];
    }

    /** Wherever a crash cuts the log, the commits before are there and the one that was cut is not, not even half. */
    @Test
    void aTornEndOfTheLogLosesWhatWasNotAnsweredAndNoMore() throws Exception {
        List<Long> ends = written(root.resolve("whole"), 5, 20);
        int number = 0;
        for (long size = ends.get(2); size < ends.get(4); size += size < ends.get(2) + 20 ? 1 : 7) {
            Path torn = root.resolve("torn" + number++);
            copy(root.resolve("whole"), torn);
            try (var channel = Files.newByteChannel(log(torn), StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
            assertEquals(size < ends.get(3) ? 3 : 4, newestRevision(torn), "cut at " + size);
        }
    }

    /** A page that never reached the disk reads as zeros, or as what was there before. */
    @Test
    void aLastRecordThatIsNotWholeIsDropped() throws Exception {
        List<Long> ends = written(root.resolve("whole"), 3, 500);
        for (boolean zeros : new boolean[]{true, false}) {
            Path torn = root.resolve("torn" + zeros);
            copy(root.resolve("whole"), torn);
            byte[] bytes = Files.readAllBytes(log(torn));
            for (int i = (int) (ends.get(1) + 100); i < bytes.length; i++) {
                bytes[i] = (byte) (zeros ? 0 : 0x5a);
            }
            Files.write(log(torn), bytes);
            assertEquals(2, newestRevision(torn));
        }
    }

    @Test
    void aLogDamagedBeforeItsEndIsRefusedByName() throws Exception {
        List<Long> ends = written(root.resolve("whole"), 300, 500);
        for (long at : new long[]{3, 10, ends.get(0) + 2, ends.get(0) + 100, ends.get(100) + 5, ends.get(297)}) {
            Path damaged = root.resolve("damaged" + at);
            copy(root.resolve("whole"), damaged);
            flip(log(damaged), at);
            refused(damaged, log(damaged));
        }
    }

    @Test
    void aDamagedDataFileIsRefusedByName() throws Exception {
        Path folder = root.resolve("whole");
        List<Change> changes = new ArrayList<>();
        for (int i = 1; i <= 1000; i++) {
            changes.add(add(i, 300));
        }
        try (RocksBackend backend = RocksBackend.open(folder, Durability.SYNC)) {
            backend.commit(changes);
        }
        flush(folder);
        int number = 0;
        for (Path file : files(folder, ".sst")) {
            for (double part : new double[]{0.01, 0.5}) {
                Path damaged = root.resolve("damaged" + number++);
                copy(folder, damaged);
                Path same = damaged.resolve("db").resolve(file.getFileName());
                flip(same, (long) (Files.size(same) * part));
                refused(damaged, same);
            }
        }
        assertTrue(number >= 4, "there should be files of records and of notes");
    }

    private static void flush(Path folder) throws RocksDBException {
        try (Database database = Database.open(folder.resolve("db"), Reads.ONCE);
                FlushOptions wait = new FlushOptions()) {
            database.db.flush(wait, List.of(database.records, database.notes));
        }
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix)).toList();
        }
    }

    private static void refused(Path folder, Path file) {
        String message = String.valueOf(assertThrows(StoreException.Unavailable.class,
                () -> RocksBackend.open(folder, Durability.SYNC).close(), file + " should be refused").getMessage());
        assertTrue(message.contains(file.getFileName().toString()), message);
    }

    /** Logs that are used again have what they held before behind their end. */
    @Test
    void aLogThatIsUsedAgainIsReadToItsEndAndNoFurther() throws Exception {
        Path live = root.resolve("live");
        Path copy = root.resolve("copy");
        long revision = 0;
        try (RocksBackend backend = RocksBackend.open(live, Durability.ASYNC)) {
            // More than the buffers hold, so that logs go round.
            while (revision < 4000) {
                List<Change> some = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    some.add(add(++revision, 10_000));
                }
                backend.commit(some);
            }
            copy(live, copy);
        }
        assertEquals(revision, newestRevision(copy));
        flipInMiddle(live, revision);
    }

    private void flipInMiddle(Path live, long revision) throws IOException {
        Path again = root.resolve("again");
        try (RocksBackend backend = RocksBackend.open(live, Durability.SYNC)) {
            backend.commit(List.of(add(revision + 1, 100)));
            long first = Files.size(log(live));
            assertTrue(first > 0);
            backend.commit(List.of(add(revision + 2, 100)));
            copy(live, again);
        }
        flip(log(again), 60);
        refused(again, log(again));
    }

    @Test
    void dataOfTheFirstFormatIsTakenOver() throws Exception {
        Path folder = root.resolve("old");
        try (RocksBackend backend = RocksBackend.open(folder, Durability.SYNC)) {
            backend.commit(List.of(add(1, 10), add(2, 10), new Change.SetNumber("compacted", 1)));
        }
        try (Database database = Database.open(folder.resolve("db"), Reads.ONCE)) {
            database.db.deleteRange(database.notes, new byte[0], new byte[]{(byte) 0xff});
        }
        Files.writeString(folder.resolve("FORMAT"), "1\n");
        assertEquals(2, newestRevision(folder));
        assertEquals("3\n", Files.readString(folder.resolve("FORMAT")));
    }
}
