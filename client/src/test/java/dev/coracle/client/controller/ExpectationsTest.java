package dev.coracle.client.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Expectations expectations = new Expectations(clock);

    @Test
    void areMetByWhatIsSeen() {
        expectations.expectCreations("k", 2);
        expectations.expectDeletions("k", List.of("a"));
        expectations.creationObserved("k");
        expectations.deletionObserved("k", "a");
        assertFalse(expectations.satisfied("k"));
        expectations.creationObserved("k");
        assertTrue(expectations.satisfied("k"));
    }

    @Test
    void lapseSoonAfterTheServerWasTakenBack() {
        expectations.expectCreations("k", 2);
        clock.advance(Duration.ofSeconds(20));
        assertEquals(List.of("k"), expectations.lapseIn(Duration.ofSeconds(1)));
        assertFalse(expectations.satisfied("k"), "what is under way may still be seen");
        clock.advance(Duration.ofMillis(1001));
        assertTrue(expectations.satisfied("k"));
        assertEquals(List.of(), expectations.lapseIn(Duration.ofSeconds(1)));
    }
}
