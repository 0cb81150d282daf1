package dev.coracle.apiserver.storage.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the known events of all resources may take together, by the bytes of their objects. A resource that hears of something while it is
 * full forgets its oldest, all but the last few, so that a hundred kinds with a full {@link EventRing} each cannot fill the heap. Safe for
 * use by any number of threads.
 */
final class EventRoom {

    /** At least two full rings, and no more than would do for a server of thousands of nodes. */
    private static final long MOST_BYTES = Math.clamp(Runtime.getRuntime().maxMemory() / 8, 2 * EventRing.LIMIT_BYTES,
            16 * EventRing.LIMIT_BYTES);

    private final long mostBytes;
    private final AtomicLong taken = new AtomicLong();

    EventRoom() {
        this(MOST_BYTES);
    }

    EventRoom(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Takes so many bytes, be there room or not; gives them back if they are negative. */
    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    boolean isFull() {
        return taken.get() > mostBytes;
    }
}
