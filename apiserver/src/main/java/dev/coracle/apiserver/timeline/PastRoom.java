package dev.coracle.apiserver.timeline;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room that the past of a store of the server's own has: when more than so many bytes have been written since the oldest revision that can
 * be read, the store forgets sooner than {@link Retention} would have it, and sooner than an interval of compaction too: objects of a megabyte
 * that are written again and again would fill a heap within a minute. Lists and watches from before get 410, as after any compaction.
 *
 * <p>It remembers how much had been written at which revision, {@link #MARKS} times for the room: what is kept is between the room less a
 * part of it, and the room and what is written in {@link #EVERY}. What was there when the server began counts as nothing.
 */
public final class PastRoom implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PastRoom.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MARKS = 16;
    /** What etcd lets a store take unless it is told otherwise. */
    private static final long ON_DISK = 2L << 30;
    private static final int OF_HEAP = 8;

    /** @param written bytes that had been written when {@code revision} was the newest */
    private record Mark(long revision, long written) {}

    private final KeyValuePort store;
    private final Timeline timeline;
    private final long room;
    private final Clock clock;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private @Nullable Thread thread;

    /** @param room in bytes, more than 0 */
    public PastRoom(KeyValuePort store, Timeline timeline, long room, Clock clock) {
        this.store = store;
        this.timeline = timeline;
        this.room = room;
        this.clock = clock;
    }

    /** What the past may take unless something else is asked for: an eighth of the heap if it lies there, else 2 GiB. */
    public static long usual(Timeline timeline) {
        return timeline.state().engine().equals("heap") ? Runtime.getRuntime().maxMemory() / OF_HEAP : ON_DISK;
    }

    /** Call once. */
    public void start() {
        thread = Thread.ofVirtual().name("past-room").start(() -> {
            try {
                while (true) {
                    clock.sleep(EVERY);
                    look();
                }
            } catch (InterruptedException e) {
                // Closed.
            }
        });
    }

    /** A second has passed. */
    void look() {
        Timeline.State now = timeline.state();
        if (marks.isEmpty() || now.written() - marks.getLast().written >= room / MARKS) {
            marks.add(new Mark(now.revision(), now.written()));
        }
        long until = 0;
        while (now.written() - marks.getFirst().written > room) {
            marks.removeFirst();
            until = marks.getFirst().revision;
        }
        if (until > now.compacted()) {
            forget(until);
        }
    }

    private void forget(long until) {
        try {
            store.compact(until);
            log.debug("compacted the store up to revision {}: its past may take {} bytes (--history-retention-bytes)",
                    until, room);
        } catch (StoreException e) {
            log.warn("the past of the store takes more than {} bytes, and it could not be compacted: {}", room,
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
