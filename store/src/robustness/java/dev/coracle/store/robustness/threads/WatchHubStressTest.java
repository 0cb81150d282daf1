package dev.coracle.store.robustness.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Watches that join and leave while others write. Each must hear every revision from its first to the last that was written before it left,
 * once and in order. A listener is called back, which Lincheck has no way to say; hence threads, a seed and a plain check.
 */
class WatchHubStressTest {

    private static final int WRITES = 200;
    private static final int WATCHERS = 3;

    @Test
    void whoJoinsMissesNothingAndHearsNothingTwice() throws Exception {
        long seed = Long.getLong("robustness.seed", System.nanoTime() % 1_000_000);
        try (EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance());
                ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            // Watchers never wait: as virtual threads they would keep writers from the only processor for ever.
            Future<?> first = threads.submit(() -> write(store, "a"));
            Future<?> second = threads.submit(() -> write(store, "b"));
            List<Future<Integer>> watchers = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                Random random = new Random(seed + i);
                watchers.add(threads.submit(() -> watch(store, random, () -> first.isDone() && second.isDone(), seed)));
            }
            int joined = 0;
            for (Future<Integer> watcher : watchers) {
                joined += watcher.get();
            }
            assertEquals(2L * WRITES + 1, store.currentRevision());
            assertTrue(joined >= WATCHERS, "hardly anybody joined: " + joined);
        }
    }

    private static void write(EmbeddedStore store, String name) {
        for (int i = 0; i < WRITES; i++) {
            store.put("/" + name + i, new byte[1], 0, 0);
        }
    }

    private interface Over {
        boolean isTrue();
    }

    /** @return how often it joined */
    private static int watch(EmbeddedStore store, Random random, Over over, long seed) {
        int joined = 0;
        while (!over.isTrue() || joined == 0) {
            long now = store.currentRevision();
            long start = Math.max(2, now - random.nextInt(150));
            Heard heard = new Heard();
            long last;
            try (KeyValuePort.Watch watch = store.watch("/", "0", start, heard)) {
                // A write has been told before it is answered, so whatever can be read has been heard.
                last = store.currentRevision();
            }
            joined++;
            List<Long> revisions = List.copyOf(heard.revisions);
            long end = revisions.isEmpty() ? start - 1 : revisions.getLast();
            assertTrue(end >= last, "seed " + seed + ": began at " + start + ", heard up to " + end + " of " + last);
            assertEquals(LongStream.rangeClosed(start, end).boxed().toList(), revisions, "seed " + seed);
        }
        return joined;
    }

    private static final class Heard implements WatchListener {
        private final ConcurrentLinkedQueue<Long> revisions = new ConcurrentLinkedQueue<>();

        @Override
        public void onEvents(List<WatchEvent> events) {
            events.forEach(event -> revisions.add(event.revision()));
        }

        @Override
        public void onRewind(List<WatchEvent> events) {
            onEvents(events);
        }

        @Override
        public void onProgress(long revision) {}

        @Override
        public void onEnd(StoreException reason) {}
    }
}
