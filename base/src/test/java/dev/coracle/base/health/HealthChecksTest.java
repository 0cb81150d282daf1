package dev.coracle.base.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

    private final HealthChecks checks = new HealthChecks("readyz").add("store", Optional::empty);

    @Test
    void isTerseWhenAllIsWell() {
        assertEquals(new HealthReport(true, "ok", java.util.List.of()), checks.report(false, Set.of()));
        assertEquals("[+]ping ok\n[+]store ok\nreadyz check passed\n", checks.report(true, Set.of()).text());
    }

    @Test
    void tellsWhichCheckFailedButNotWhy() {
        checks.add("informers", () -> Optional.of("secret"));
        HealthReport report = checks.report(false, Set.of());
        assertEquals(500, report.status());
        assertEquals("[+]ping ok\n[+]store ok\n[-]informers failed: reason withheld\nreadyz check failed\n",
                report.text());
        assertTrue(checks.report(false, Set.of("informers")).healthy());
        assertTrue(checks.reportOne("nothing").isEmpty());
        assertEquals("internal server error: secret\n", checks.reportOne("informers").orElseThrow().text());
    }
}
