package dev.coracle.base.lifecycle;

import com.sun.management.OperatingSystemMXBean;
import dev.coracle.base.clock.Clock;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gives memory back when a load is over. The serial collector shrinks its heap in a full collection only, and in a quiet time there is
 * none: a server would stay as large as it was at its busiest. So when little has been allocated and done for a while and the heap has grown, this
 * asks for one. For the process that owns its JVM; not in somebody's tests.
 */
public final class IdleHeap {

    private static final Duration EVERY = Duration.ofSeconds(5);
    /** Less is not worth a pause. */
    private static final long WORTH = 24L << 20;
    /** Collections within {@link #EVERY} of a server that has nothing to speak of to do. */
    private static final long QUIET = 1;

    /** An eighth of one core. A server whom nobody asks anything takes a three hundredth, and for some minutes after a load a twentieth. */
    private static final long REST_NANOS = EVERY.toNanos() / 8;

    /** @param collections since the start @param cpu nanoseconds of processor time since then, without that of the compilers @param committed bytes that the heap has of the system */
    record Reading(long collections, long cpu, long committed) {}

    private final Supplier<Reading> readings;
    private final Runnable collection;
    private Reading before;
    private long settled;

    /** @param collection shrinks the heap to what is in use */
    IdleHeap(Supplier<Reading> readings, Runnable collection) {
        this.readings = readings;
        this.collection = collection;
        before = readings.get();
        settled = before.committed;
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
        // A server compiles for minutes after its start, whoever asks it or not.
        long compiling = TimeUnit.MILLISECONDS.toNanos(Optional.ofNullable(ManagementFactory.getCompilationMXBean())
                .map(CompilationMXBean::getTotalCompilationTime).orElse(0L)); // with -Xint there is no compiler
        long cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
        return new Reading(count, cpu - compiling, Runtime.getRuntime().totalMemory());
    }

    void look() {
        Reading now = readings.get();
        boolean quiet = now.collections - before.collections <= QUIET && now.cpu - before.cpu <= REST_NANOS;
        if (quiet && now.committed - settled >= WORTH) {
            collection.run();
            now = readings.get();
            settled = now.committed;
        } else {
            settled = Math.min(settled, now.committed);
        }
        before = now;
    }
}
