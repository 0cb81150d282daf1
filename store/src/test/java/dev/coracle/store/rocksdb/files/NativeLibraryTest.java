package dev.coracle.store.rocksdb.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

class NativeLibraryTest {

    @TempDir
    private Path temporary;
    @TempDir
    private Path unpacked;

    /** A process that ends as one does that is killed. */
    static final class Killed {
        public static void main(String[] args) {
            NativeLibrary.load();
            System.out.println(RocksDB.rocksdbVersion() == null ? "no version" : "loaded");
            Runtime.getRuntime().halt(137);
        }
    }

    private String run(String... options) throws IOException, InterruptedException {
        List<String> command = Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary),
                Stream.of(options), Stream.of("-cp", System.getProperty("java.class.path"), Killed.class.getName()))
                .flatMap(each -> each).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")).toList();
        }
    }

    @Test
    void aProcessThatIsKilledLeavesNothingBehind() throws IOException, InterruptedException {
        String said = run();
        assertTrue(said.contains("loaded"), said);
        assertEquals(List.of(), leftBehind());
    }

    @Test
    void whatLiesUnpackedIsNotUnpackedAgain() throws IOException, InterruptedException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        try (InputStream packed = RocksDB.class.getResourceAsStream("/" + name)) {
            Files.copy(packed, unpacked.resolve(name));
        }
        Files.delete(temporary); // so that nothing could be
        String said = run("-Djava.library.path=" + unpacked);
        Files.createDirectory(temporary);
        assertTrue(said.contains("loaded"), said);
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws IOException, InterruptedException {
        Files.delete(temporary);
        String said = run();
        Files.createDirectory(temporary);
        assertTrue(said.contains("RocksDB's native code can't be loaded by way of " + temporary)
                && said.contains("-Djava.io.tmpdir"), said);
    }
}
