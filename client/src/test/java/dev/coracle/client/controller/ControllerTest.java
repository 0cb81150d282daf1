package dev.coracle.client.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.informer.Cache;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.wire.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControllerTest {

    @Test
    void triesAgainWhatFailedAndComesBackWhenAsked() throws Exception {
        ManualClock clock = new ManualClock(Instant.EPOCH);
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        AtomicInteger calls = new AtomicInteger();
        try (Controller controller = Controller.named("test", clock).workers(2).reconciler(key -> {
            int call = calls.incrementAndGet();
            seen.add(key + call);
            if (call == 1) {
                throw new ApiException(409, "Conflict", "changed meanwhile");
            }
            return call == 2 ? Result.requeueAfter(Duration.ofMinutes(1)) : Result.done();
        }).build()) {
            controller.start();
            controller.queue().add("a");
            assertEquals("a1", seen.poll(10, TimeUnit.SECONDS));
            advance(clock, Duration.ofMillis(5));
            assertEquals("a2", seen.poll(10, TimeUnit.SECONDS));
            advance(clock, Duration.ofMinutes(1));
            assertEquals("a3", seen.poll(10, TimeUnit.SECONDS));
        }
        assertTrue(seen.isEmpty());
    }

    @Test
    void worksOnlyWhenAllItReadsIsCurrentAtOneTime() throws Exception {
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        // The first falls behind while the second is waited for.
        Informer<Pod> first = new Waits("first", List.of(false, true, false), seen);
        Informer<Pod> second = new Waits("second", List.of(true, false, false), seen);
        try (Controller controller = Controller.named("test", new ManualClock(Instant.EPOCH)).workers(1).reads(first)
                .reads(second).reconciler(key -> {
                    seen.add(key);
                    return Result.done();
                }).build()) {
            controller.start();
            controller.queue().add("a");
            for (String next : List.of("first", "second waited", "first waited", "second", "first", "second", "a")) {
                assertEquals(next, seen.poll(10, TimeUnit.SECONDS));
            }
        }
    }

    /** Has to be waited for, or not, as it was told beforehand. */
    private static final class Waits implements Informer<Pod> {
        private final String name;
        private final Iterator<Boolean> waits;
        private final Collection<String> seen;

        Waits(String name, List<Boolean> waits, Collection<String> seen) {
            this.name = name;
            this.waits = waits.iterator();
            this.seen = seen;
        }

        @Override
        public boolean awaitCurrent() {
            boolean waited = waits.next();
            seen.add(waited ? name + " waited" : name);
            return waited;
        }

        @Override
        public Cache<Pod> cache() {
            throw new UnsupportedOperationException("nobody reads it");
        }

        @Override
        public void addHandler(EventHandler<Pod> handler) {}

        @Override
        public boolean hasSynced() {
            return true;
        }

        @Override
        public void awaitSynced() {}
    }

    private static void advance(ManualClock clock, Duration step) throws InterruptedException {
        clock.awaitWaiting(1);
        clock.advance(step);
    }
}
