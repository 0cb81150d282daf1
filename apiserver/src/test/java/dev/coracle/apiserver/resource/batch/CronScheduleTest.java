package dev.coracle.apiserver.resource.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

    @ParameterizedTest
    @ValueSource(strings = {"*/5 * * * *", "0 0 1 jan sun", "1-5,10-20/2 3 * * MON-FRI", "? ? ? ? ?", "@hourly",
        "@every 1h30m", "  0 0 * * 6  "})
    void takes(String schedule) {
        assertEquals(Optional.empty(), CronSchedule.problem(schedule));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *",
        "* * * * 7", "5-1 * * * *", "*/0 * * * *", "1-2-3 * * * *", "a * * * *", "@never", "@every", "1/2/3 * * * *"})
    void refuses(String schedule) {
        assertTrue(CronSchedule.problem(schedule).isPresent());
    }
}
