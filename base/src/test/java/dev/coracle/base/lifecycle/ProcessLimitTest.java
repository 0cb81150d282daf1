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
    void oneThatEndsIsLeftAlone() throws Exception {
        Process ends = ProcessLimit.start(new ProcessBuilder("sh", "-c", "exit 3"), Duration.ofSeconds(50));
        assertEquals(3, ends.waitFor());
    }
}
