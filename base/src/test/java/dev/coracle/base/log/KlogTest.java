package dev.coracle.base.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Lines as klog writes them. */
class KlogTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Logger logger = new KlogProvider().getLoggerFactory().getLogger("dev.coracle.some.Thing");
    private PrintStream before = System.err;

    @BeforeEach
    void begin() {
        before = LogOutput.to(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void end() {
        LogOutput.to(before);
        LogOutput.use(LogFormat.TEXT);
        Verbosity.set(0);
    }

    private String written() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    @Test
    void textIsKlogs() {
        logger.warn("{} of {}", 1, "two");
        assertTrue(Pattern.matches("W\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} +\\d+ Thing\\] 1 of two\n", written()));
        logger.error("broken", new IllegalStateException("why"));
        assertTrue(Pattern.compile("E.* Thing] broken\njava.lang.IllegalStateException: why\n\tat ").matcher(written())
                .find());
    }

    @Test
    void jsonIsALineWhateverIsInIt() {
        LogOutput.use(LogFormat.JSON);
        logger.info("a \"quote\"\nand a \u0001 and {}", "ünicode");
        assertTrue(Pattern
                .matches("\\{\"ts\":\\d{13}\\.\\d{3},\"caller\":\"Thing\",\"msg\":\"a \\\\\"quote\\\\\"\\\\nand a "
                        + "\\\\u0001 and ünicode\",\"v\":0}\n", written()));
        logger.error("broken", new IllegalStateException("why"));
        String line = written();
        assertTrue(line.contains("\"err\":\"java.lang.IllegalStateException: why\\n\\tat "));
        assertFalse(line.contains("\"v\":"));
        assertEquals(1, line.lines().count());
    }

    @Test
    void howMuchIsSaidCanBeChanged() {
        Logger library = new KlogProvider().getLoggerFactory().getLogger("io.netty.Thing");
        logger.debug("detail");
        library.info("chatter");
        assertEquals("", written());
        Verbosity.set(4);
        logger.debug("detail");
        library.info("chatter");
        logger.trace("everything");
        assertEquals(2, written().lines().count());
    }
}
