package dev.coracle.apiserver.flow;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.RequestContext;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what large bodies may come to at the same time: as a tree with its copies, a body takes many times its bytes. Whoever sends one waits, in order, for his part of the
 * heap; small ones go by. Safe for use by any number of threads.
 */
public final class HeavyBodies implements FlowControl {

    /** What is not worth counting; leases, heartbeats and nearly all objects are smaller. */
    static final int SMALL = 64 << 10;
    /** What a byte of a body may come to while it is handled. Measured with objects of small numbers, the worst there are. */
    private static final int FACTOR = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int UNIT = 64 << 10;

    private final Semaphore units;
    private final int all;

    public HeavyBodies() {
        this(Runtime.getRuntime().maxMemory() / 4);
    }

    /** @param bytes of the heap that bodies may take; one body is let in, however large */
    HeavyBodies(long bytes) {
        this.all = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.units = new Semaphore(all, true);
    }

    @Override
    public Permit enter(RequestContext context) {
        int length = context.request().body().length;
        if (length < SMALL) {
            return Permit.FREE;
        }
        int taken = (int) Math.min(all, (long) length * FACTOR / UNIT);
        if (!waited(taken)) {
            throw StatusException.tooManyRequests("Too many large requests, please try again later.", 1);
        }
        return () -> units.release(taken);
    }

    private boolean waited(int taken) {
        try {
            return units.tryAcquire(taken, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
