package dev.coracle.cluster.past;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.cluster.folder.ClusterException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private static final Instant NOW = Instant.parse("2026-11-28T21:00:00Z");

    @ParameterizedTest
    @CsvSource({"5m ago,2026-11-28T20:55:00Z", "-5m,2026-11-28T20:55:00Z", "5m,2026-11-28T20:55:00Z",
        "1h30m ago,2026-11-28T19:30:00Z", "1d12h ago,2026-11-27T09:00:00Z", "2026-11-28T20:00:00Z,2026-11-28T20:00:00Z",
        "2026-11-28T20:00:00.123456Z,2026-11-28T20:00:00.123456Z", "2026-11-28 21:00:00+01:00,2026-11-28T20:00:00Z",
        "0s ago,2026-11-28T21:00:00Z"})
    void readsTimes(String text, Instant expected) {
        assertEquals(new Moment.Time(expected), Moment.parse(text, NOW));
    }

    @Test
    void aNumberIsARevision() {
        assertEquals(new Moment.Revision(4711), Moment.parse(" 4711 ", NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "ago", "-", "5", "5x ago", "--5m", "-5m ago", "2026-11-28",
        "2026-13-01T00:00:00Z",
        "99999999999999999999d", "999999d999999h999999999999999m ago"})
    void whatIsNoTimeIsRefusedInOneLine(String text) {
        String message = String
                .valueOf(assertThrows(ClusterException.class, () -> Moment.time(text, NOW)).getMessage());
        assertTrue(message.contains("is no time") && message.lines().count() == 1, message);
    }

    @Test
    void whatIsYetToComeIsRefused() {
        assertTrue(String.valueOf(assertThrows(ClusterException.class,
                () -> Moment.time("2026-11-28T21:00:01Z", NOW)).getMessage()).contains("has not come yet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "99999999999999999999", ""})
    void whatIsNoRevisionIsRefused(String text) {
        assertThrows(ClusterException.class, () -> Moment.revision(text));
    }
}
