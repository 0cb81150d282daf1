package dev.coracle.base.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostNameTest {

    @TempDir
    private Path folder;

    private String named(String content) throws IOException {
        return HostName.of(Files.writeString(folder.resolve("hostname"), content));
    }

    @Test
    void aNameThatNobodyResolvesIsAName() throws IOException {
        assertEquals("no-such-name.invalid", named("no-such-name.invalid\n"));
    }

    @Test
    void withoutANameItIsLocalhost() throws IOException {
        assertEquals("localhost", named("\n"));
        assertEquals("localhost", named("(none)\n"));
        assertEquals("localhost", HostName.of(Files.createDirectory(folder.resolve("not-a-file"))));
    }

    @Test
    void withoutTheKernelsFileTheJdkIsAsked() {
        assertFalse(HostName.of(folder.resolve("missing")).isEmpty());
    }
}
