package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.EventWriter;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.cache.CacheEvent;
import dev.coracle.apiserver.storage.cache.ResourceCache;
import dev.coracle.apiserver.storage.cache.Watcher;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One watch: first the objects that are there, then the piece of the past that was asked for, then events as they come, with bookmarks in
 * between. It moves an event only when its consumer has room.
 */
final class WatchStream implements ByteStream {

    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(57);
    /** The last bookmark comes so long before the end, so that a watcher resumes from close to now; a shorter watch gets none. */
    private static final Duration LAST_BOOKMARK = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final Clock clock;
    private final Selection selection;
    private final EventWriter writer;
    private final Watcher watcher;
    private final Iterator<CachedObject> initial;
    private final Iterator<CacheEvent> past;
    private final boolean bookmarks;
    private final Duration timeout;
    private volatile Clock.@Nullable Timer ending;
    private volatile Clock.@Nullable Timer marking;
    private volatile boolean timedOut;
    private volatile boolean bookmarkDue;
    private volatile boolean closed;
    private volatile Runnable wake = () -> {};
    private boolean initialEndDue;
    private long seen;

    /** @param seen up to where the initial objects show everything */
    WatchStream(ObjectStore store, Clock clock, Selection selection, EventWriter writer,
            ResourceCache.Subscription subscription, List<CachedObject> initial, long seen, boolean marksInitialEnd,
            boolean bookmarks, Duration timeout) {
        this.store = store;
        this.clock = clock;
        this.selection = selection;
        this.writer = writer;
        this.watcher = subscription.watcher();
        this.initial = initial.iterator();
        this.past = subscription.events().iterator();
        this.initialEndDue = marksInitialEnd;
        this.bookmarks = bookmarks;
        this.timeout = timeout;
        this.seen = seen;
    }

    @Override
    public void start(Runnable newWake) {
        wake = newWake;
        watcher.onChange(newWake);
        ending = clock.schedule(timeout, () -> {
            timedOut = true;
            newWake.run();
        });
        if (bookmarks) {
            scheduleBookmark(clock.nanoTime() + timeout.minus(LAST_BOOKMARK).toNanos());
        }
    }

    /** @param last when the last one is due */
    private void scheduleBookmark(long last) {
        Duration left = Duration.ofNanos(last - clock.nanoTime());
        if (closed || !left.isPositive()) {
            return;
        }
        marking = clock.schedule(left.compareTo(BOOKMARK_EVERY) < 0 ? left : BOOKMARK_EVERY, () -> {
            scheduleBookmark(last); // first, for whoever sees this one may move the clock on
            bookmarkDue = true;
            wake.run();
        });
    }

    @Override
    public Next drain(Sink sink, int limit) {
        Counting out = new Counting(sink);
        while (out.written < limit) {
            if (closed) {
                return Next.END;
            }
            if (initial.hasNext()) {
                writer.initial(initial.next(), out);
            } else if (past.hasNext()) {
                show(past.next(), out);
            } else if (initialEndDue) {
                writer.bookmark(seen, true, out);
                initialEndDue = false;
            } else {
                Optional<Next> pause = live(out);
                if (pause.isPresent()) {
                    return pause.get();
                }
            }
        }
        return Next.MORE;
    }

    /** One event from the queue; or what to do when there is none. */
    private Optional<Next> live(Counting out) {
        long upTo = store.revision(); // read before the queue is found empty: then all up to it has been shown
        boolean ended = watcher.ended();
        Optional<CacheEvent> event = watcher.poll();
        if (event.isPresent()) {
            show(event.get(), out);
            return Optional.empty();
        }
        if (ended) {
            watcher.takenBackAt()
                    .ifPresent(at -> writer.error(StatusException.takenBack(at).status().toTree(), out));
            return Optional.of(Next.END);
        }
        if (bookmarkDue) {
            bookmarkDue = false;
            seen = Math.max(seen, upTo);
            writer.bookmark(seen, false, out);
        }
        return Optional.of(timedOut ? Next.END : Next.WAIT);
    }

    /** An object that comes into the selection is new to this watcher, one that leaves it is gone. */
    private void show(CacheEvent event, Sink out) {
        if (event.revision() <= seen) {
            return;
        }
        seen = event.revision();
        boolean before = event.previous().map(selection::test).orElse(false);
        boolean now = !event.deletion() && selection.test(event.object());
        if (now) {
            writer.event(event, before ? EventWriter.Type.MODIFIED : EventWriter.Type.ADDED, event.object(), out);
        } else if (before) {
            writer.event(event, EventWriter.Type.DELETED, event.lastKnown(), out);
        }
    }

    @Override
    public void close() {
        closed = true;
        watcher.close();
        Clock.Timer end = ending;
        if (end != null) {
            end.cancel();
        }
        Clock.Timer mark = marking;
        if (mark != null) {
            mark.cancel();
        }
        wake.run();
    }

    private static final class Counting implements Sink {
        private final Sink sink;
        private int written;

        Counting(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(byte[] array, int offset, int length) {
            sink.write(array, offset, length);
            written += length;
        }
    }
}
