package dev.coracle.base.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessLimitTest {

    @Test
    void whoReadsFromOneThatHangsComesToTheEnd() throws Exception {
        Process hangs = ProcessLimit.start(new ProcessBuilder("sh", "-c", "echo begun; sleep 1000 & wait"),
                Duration.ofMillis(300));
        assertEquals("begun\n", new String(hangs.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        assertNotEquals(0, hangs.waitFor());
    }

    @Test
    void killsAShellBeforeThoseItWaitsForSoThatItsEndIsNoSuccess() throws Exception {
        for (int i = 0; i < 50; i++) {
            Process shell = new ProcessBuilder("sh", "-c", "sleep 1000 & echo begun; wait").start();
            // The sleep has been started when this is read.
            assertEquals('b', shell.getInputStream().read());
            ProcessLimit.kill(shell);
            assertNotEquals(0, shell.waitFor(), "round " + i);
            // The end of its output: nobody is left who holds it.
            shell.getInputStream().readAllBytes();
        }
    }

    @Test
    void oneThatEndsIsLeftAlone() throws Exception {
        Process ends = ProcessLimit.start(new ProcessBuilder("sh", "-c", "exit 3"), Duration.ofSeconds(50));
        assertEquals(3, ends.waitFor());
    }
}
