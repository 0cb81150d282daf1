package dev.coracle.bench.timeline;

import dev.coracle.store.EmbeddedStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that overwrite random keys of a store, each with a pause after a write: about as many a second as a busy cluster has. Of a time
 * between two marks the longest write is known.
 */
final class WritingLoad implements AutoCloseable {

    private static final int WRITERS = 8;
    private static final long PAUSE_NANOS = 2_000_000;

    private final List<Thread> writers = new ArrayList<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean closed;

    WritingLoad(EmbeddedStore store, int keys, int valueBytes) {
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofPlatform().daemon().start(() -> {
                while (!closed) {
                    long begun = System.nanoTime();
                    int key = ThreadLocalRandom.current().nextInt(keys);
                    store.mvcc().transact(view -> {
                        view.put(key(key), new byte[valueBytes], 0);
                        return true;
                    });
                    long took = System.nanoTime() - begun;
                    longest.accumulateAndGet(took, Math::max);
                    count.incrementAndGet();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }));
        }
    }

    static byte[] key(int number) {
        return ("/registry/configmaps/default/map-" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** The longest write, in milliseconds, since this was asked before. */
    double longestMillis() {
        return longest.getAndSet(0) / 1e6;
    }

    long writes() {
        return count.get();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread writer : writers) {
            writer.join();
        }
    }
}
