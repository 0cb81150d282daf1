package dev.coracle.base.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clock of tests, and how they wait with it. */
@Timeout(60)
class ManualClockTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    @Test
    void timeStandsStillUntilSomebodySleepsAndThenGoesNoFurtherThanHeDoes() throws Exception {
        FutureTask<Instant> sleeper = new FutureTask<>(() -> {
            for (int i = 0; i < 3; i++) {
                clock.sleep(Duration.ofSeconds(2));
            }
            return clock.now();
        });
        Thread.ofVirtual().start(sleeper);
        clock.awaitWaiting(1);
        assertEquals(Instant.EPOCH, clock.now());
        clock.advanceUntil(sleeper::isDone, Duration.ofSeconds(1));
        assertEquals(Instant.ofEpochSecond(6), sleeper.get());
        assertEquals(Instant.ofEpochSecond(6), clock.now());
    }

    @Test
    void waitingEndsWhenTheTestsTimeIsOut() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Thread[] waiting = {Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedException.class, () -> Await.until(() -> false));
            ended.incrementAndGet();
        }), Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedException.class, () -> clock.awaitWaiting(1));
            ended.incrementAndGet();
        }), Thread.ofVirtual().start(() -> {
            assertThrows(InterruptedException.class, () -> clock.advanceUntil(() -> false, Duration.ofSeconds(1)));
            ended.incrementAndGet();
        })};
        for (Thread thread : waiting) {
            thread.interrupt();
            thread.join();
        }
        assertEquals(3, ended.get());
        assertTrue(clock.now().equals(Instant.EPOCH), "nobody slept");
    }
}
