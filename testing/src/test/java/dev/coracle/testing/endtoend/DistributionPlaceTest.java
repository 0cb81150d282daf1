package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distribution may lie anywhere. */
class DistributionPlaceTest {

    @TempDir
    private Path folder;

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void aFolderWithSpacesAndOtherLettersOfTheShell() throws IOException, InterruptedException {
        Path built = Launchers.folder().resolve("..").normalize();
        Path place = Files.createDirectory(folder.resolve("Jane's $HOME * dist"));
        for (String part : new String[]{"bin", "libexec", "share"}) {
            copy(built.resolve(part), place.resolve(part));
        }
        Files.createSymbolicLink(place.resolve("lib"), built.resolve("lib")); // half a gigabyte
        Process process = new ProcessBuilder(place.resolve("bin").resolve("coracle").toString(), "--help")
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("Usage"), said);
    }
}
