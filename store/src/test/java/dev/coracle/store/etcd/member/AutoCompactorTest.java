package dev.coracle.store.etcd.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.member.AutoCompactor.Retention;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compaction by time and by count, on a clock that the test moves. */
class AutoCompactorTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private static void write(EmbeddedStore store, int times) {
        for (int i = 0; i < times; i++) {
            store.mvcc().transact(view -> {
                view.put("k".getBytes(StandardCharsets.UTF_8), new byte[1], 0);
                return true;
            });
        }
    }

    /** Waits until somebody sleeps on the clock, and lets the time pass. */
    private void pass(Duration time) throws InterruptedException {
        clock.awaitWaiting(1);
        clock.advance(time);
        clock.awaitWaiting(1);
    }

    @Test
    void whatIsOlderThanTheTimeGoesInTenSteps() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.inMemory(clock);
                AutoCompactor compactor = AutoCompactor.start(store, clock, new Retention.Time(Duration.ofHours(1)))) {
            for (int step = 0; step < 9; step++) {
                write(store, 1);
                pass(Duration.ofMinutes(6));
            }
            assertEquals(0, store.mvcc().compactRevision(), "nothing is an hour old");
            pass(Duration.ofMinutes(6));
            write(store, 1);
            pass(Duration.ofMinutes(6));
            assertTrue(store.mvcc().compactRevision() > 0 && store.mvcc().compactRevision() <= 3,
                    () -> "compacted up to " + store.mvcc().compactRevision());
        }
    }

    @Test
    void allButTheLastRevisionsGo() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.inMemory(clock);
                AutoCompactor compactor = AutoCompactor.start(store, clock, new Retention.Revisions(10))) {
            write(store, 5);
            pass(Duration.ofMinutes(5));
            assertEquals(0, store.mvcc().compactRevision());
            write(store, 100);
            pass(Duration.ofMinutes(5));
            assertEquals(store.currentRevision() - 10, store.mvcc().compactRevision());
            pass(Duration.ofMinutes(5));
        }
    }

    @Test
    void settingsAreEtcds() throws FlagException {
        assertEquals(Optional.empty(), AutoCompactor.parse("periodic", "0"));
        assertEquals(Optional.of(new Retention.Time(Duration.ofHours(8))), AutoCompactor.parse("periodic", "8"));
        assertEquals(Optional.of(new Retention.Time(Duration.ofMinutes(30))), AutoCompactor.parse("periodic", "30m"));
        assertEquals(Optional.of(new Retention.Revisions(1000)), AutoCompactor.parse("revision", "1000"));
        for (String bad : new String[]{"x", "-5", "10h"}) {
            assertThrows(FlagException.class, () -> AutoCompactor.parse("revision", bad), bad);
        }
        assertThrows(FlagException.class, () -> AutoCompactor.parse("periodic", "-5m"));
        assertThrows(FlagException.class, () -> AutoCompactor.parse("sometimes", "5"));
    }
}
