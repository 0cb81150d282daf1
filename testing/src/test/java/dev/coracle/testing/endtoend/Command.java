package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command line run to its end. @param output what it printed, both streams together */
record Command(String line, int exit, String output) {

    private static final long PATIENCE_SECONDS = 180;

    static Command run(List<String> command, Map<String, String> environment, String input) {
        try {
            Path out = Files.createTempFile("command", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
                in.close();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    fail(String.join(" ", command) + " did not end; it printed:\n" + Files.readString(out));
                }
            } finally {
                process.destroyForcibly();
            }
            String output = Files.readString(out);
            Files.delete(out);
            return new Command(String.join(" ", command), process.exitValue(), output);
        } catch (IOException e) {
            return new Command(String.join(" ", command), -1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Command succeeds() {
        assertEquals(0, exit, line + " printed:\n" + output);
        return this;
    }

    Command failsWith(int code, String words) {
        assertEquals(code, exit, line + " printed:\n" + output);
        return prints(words);
    }

    Command prints(String words) {
        if (!output.contains(words)) {
            fail(line + " should have printed \"" + words + "\" but printed:\n" + output);
        }
        return this;
    }
}
