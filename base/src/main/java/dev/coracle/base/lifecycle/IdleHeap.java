package dev.coracle.base.lifecycle;

import dev.coracle.base.clock.Clock;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Gives memory back when a load is over. The serial collector shrinks its heap in a full collection only, and in a quiet time there is
 * none: a server would stay as large as it was at its busiest. So when little has been allocated for a while and the heap has grown, this
 * asks for one. For the process that owns its JVM; not in somebody's tests.
 */
public final class IdleHeap {

    private static final Duration EVERY = Duration.ofSeconds(5);
    /** Less is not worth a pause. */
    private static final long WORTH = 24L << 20;
    /** Collections within {@link #EVERY} of a server that has nothing to speak of to do. */
    private static final long QUIET = 1;

    /** @param collections since the start @param committed bytes that the heap has of the system */
    record Reading(long collections, long committed) {}

    private final Supplier<Reading> readings;
    private final Runnable collection;
    private long collections;
    private long settled;

    /** @param collection shrinks the heap to what is in use */
    IdleHeap(Supplier<Reading> readings, Runnable collection) {
        this.readings = readings;
        this.collection = collection;
        Reading now = readings.get();
        collections = now.collections;
        settled = now.committed;
    }

    /** Looks every few seconds, until the process ends. */
    public static void watchOver(Clock clock) {
        Thread.ofVirtual().name("idle-heap").start(() -> {
            try {
                clock.sleep(EVERY); // a start has better things to do than to load what reads collections
                IdleHeap heap = new IdleHeap(IdleHeap::read, System::gc);
                heap.settled = 0;
                while (true) {
                    clock.sleep(EVERY);
                    heap.look();
                }
            } catch (InterruptedException e) {
                // the process ends
            }
        });
    }

    private static Reading read() {
        long count = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += Math.max(0, collector.getCollectionCount());
        }
        return new Reading(count, Runtime.getRuntime().totalMemory());
    }

    void look() {
        Reading now = readings.get();
        boolean quiet = now.collections - collections <= QUIET;
        collections = now.collections;
        if (quiet && now.committed - settled >= WORTH) {
            collection.run();
            Reading after = readings.get();
            collections = after.collections;
            settled = after.committed;
        } else {
            settled = Math.min(settled, now.committed);
        }
    }
}
