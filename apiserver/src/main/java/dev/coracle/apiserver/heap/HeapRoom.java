package dev.coracle.apiserver.heap;

import dev.coracle.api.status.StatusException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A share of the heap, given out in parts and in the order in which they were asked for. What is small goes by, so that leases and heartbeats wait for nobody. What is more than
 * the share gets all of it, and is so alone; what is more than is free then is refused. Whoever holds a part of {@link HeapRoom#ofBodies()} may ask for one of {@link #ofStored()}, never the other
 * way round. Safe for use by any number of threads.
 */
public final class HeapRoom {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int UNIT = 64 << 10;
    private static final String CROWDED = "Too many large requests, please try again later.";
    private static final HeapRoom STORED = ofBodies();

    private final Heap heap;
    /** Bytes; asked of the heap once, since every request wants to know. */
    private final long most;
    private final int all;
    private final Semaphore units;

    /** The heap that shares are of. */
    public interface Heap {
        /** Does not change. */
        long most();

        /** In use, garbage among it. */
        long used();

        void collect();

        Heap OF_JVM = new Heap() {
            @Override
            public long most() {
                return Runtime.getRuntime().maxMemory();
            }

            @Override
            public long used() {
                return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            }

            @Override
            public void collect() {
                System.gc();
            }
        };
    }

    /** A quarter of a heap. */
    public HeapRoom(Heap heap) {
        this.heap = heap;
        this.most = heap.most();
        this.all = (int) Math.clamp(most / 4 / UNIT, 1, Integer.MAX_VALUE);
        this.units = new Semaphore(all, true);
    }

    /** A quarter of the heap, for what is sent. */
    public static HeapRoom ofBodies() {
        return new HeapRoom(Heap.OF_JVM);
    }

    /** As much, shared by all servers of this JVM, for objects that are stored and must be read to be changed or shown. */
    public static HeapRoom ofStored() {
        return STORED;
    }

    /** What is held until it is closed, once or more often. */
    public static final class Part implements AutoCloseable {
        /** Of what is not worth counting. */
        private static final Part FREE = new Part(new Semaphore(0), 0);

        private final Semaphore units;
        private final AtomicInteger held;

        private Part(Semaphore units, int taken) {
            this.units = units;
            this.held = new AtomicInteger(taken);
        }

        /** Gives back what is more than {@code bytes}. */
        public void shrink(long bytes) {
            int kept = (int) Math.min(Integer.MAX_VALUE, (bytes + UNIT - 1) / UNIT);
            int before = held.getAndUpdate(now -> Math.min(now, kept));
            units.release(Math.max(0, before - kept));
        }

        @Override
        public void close() {
            units.release(held.getAndSet(0));
        }
    }

    /** What so many bytes weigh at least, to be worth a look. */
    public boolean worthCounting(long weight) {
        return weight >= most / 512;
    }

    /**
     * Waits for a part.
     *
     * @param weight as {@link TreeWeight} has it
     * @throws StatusException 429 if others hold the room for too long, or there is too little now; 413 if this heap will never have so much
     */
    public Part take(long weight) {
        if (!worthCounting(weight)) {
            return Part.FREE;
        }
        int taken = (int) Math.min(all, weight / UNIT + 1);
        if (!waited(taken)) {
            throw StatusException.tooManyRequests(CROWDED, 1);
        }
        Part part = new Part(units, taken);
        if (taken == all && !fits(weight)) {
            part.close();
            throw refused(weight);
        }
        return part;
    }

    private boolean waited(int taken) {
        try {
            return units.tryAcquire(taken, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** An eighth stays for all others. */
    private boolean fits(long weight) {
        long room = most - most / 8 - weight;
        if (room > 0 && heap.used() > room) {
            heap.collect();
        }
        return heap.used() <= room;
    }

    private StatusException refused(long weight) {
        return weight > most / 4 * 3
                ? StatusException.tooLarge("Request entity too large: handling it may take " + megabytes(weight)
                        + " MB of memory, and this server has " + megabytes(most)
                        + ": send less at a time, or give the server a larger heap")
                : StatusException.tooManyRequests(CROWDED, 1);
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }
}
