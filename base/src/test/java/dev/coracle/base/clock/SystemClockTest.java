package dev.coracle.base.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemClockTest {

    /** Watches come and go by the thousand, each with a timer for an hour. */
    @Test
    void aCancelledTimerIsForgotten() {
        SystemClock clock = new SystemClock();
        List<Clock.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            timers.add(clock.schedule(Duration.ofHours(1), () -> {}));
        }
        assertEquals(1000, clock.waitingTimers());
        timers.forEach(Clock.Timer::cancel);
        assertEquals(0, clock.waitingTimers());
    }
}
