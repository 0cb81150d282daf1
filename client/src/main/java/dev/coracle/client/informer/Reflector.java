package dev.coracle.client.informer;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.ObjectList;
import dev.coracle.client.resource.WatchEvent;
import dev.coracle.client.resource.WatchStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists once, then watches, for ever: a watch that ends in good order goes on from the last version seen; one whose
 * version is gone, or whose sink is behind, lists again; trouble is waited out with a growing delay. Runs on a thread of its own until closed.
 */
final class Reflector<T> implements Runnable, AutoCloseable {

    /** Takes what is found, on the reflector's thread. */
    interface Sink<T> {
        /** What was taken so far can't be followed any further; a {@link #replace} will come. @param takenBack the revision at which the cluster was, if that is why */
        void outdated(OptionalLong takenBack);

        /** Whether what was taken so far is known not to be what is. A list that begins then ends that. */
        boolean isBehind();

        /** A list begins. @return whether it is to be of the most recent state, not of what a server's cache has */
        boolean listing();

        void replace(List<T> items, String version) throws InterruptedException;

        void upsert(T now) throws InterruptedException;

        void delete(T last) throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Reflector.class);

    private static final int PAGE = 500;
    private static final int MIN_WATCH_SECONDS = 300;
    /** Added to the timeout asked for: then the server is not there any more, whatever the connection says. */
    private static final Duration OVERDUE = Duration.ofSeconds(30);

    private final String name;
    private final ListWatch<T> source;
    private final ListOptions filter;
    private final Clock clock;
    private final Sink<T> sink;
    private final Backoff backoff;
    // A server that can't be reached costs nothing to ask, and may be there the next moment.
    private final Backoff reconnect;
    private volatile boolean closed;
    private volatile @Nullable WatchStream<T> open;
    private String version = "";
    private boolean complained;

    Reflector(String name, ListWatch<T> source, ListOptions filter, Clock clock, Sink<T> sink) {
        this.name = name;
        this.source = source;
        this.filter = filter;
        this.clock = clock;
        this.sink = sink;
        this.backoff = new Backoff(clock, Duration.ofMillis(200), Duration.ofSeconds(30));
        this.reconnect = new Backoff(clock, Duration.ofMillis(50), Duration.ofSeconds(1));
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                step();
            }
        } catch (InterruptedException | CancellationException e) {
            if (!closed) {
                log.warn("The reflector of {} was interrupted", name);
            }
        }
    }

    private void step() throws InterruptedException {
        try {
            if (version.isEmpty() || sink.isBehind()) {
                list();
            }
            watch();
        } catch (ApiException e) {
            if (e.isGone()) {
                log.debug("{}: version {} is gone, listing again", name, version);
                version = "";
                sink.outdated(e.takenBackAt());
            } else {
                complain(e);
                backoff.await();
            }
        } catch (UncheckedIOException e) {
            if (!closed) {
                complain(e);
                reconnect.await();
            }
        } catch (RuntimeException e) {
            if (e instanceof CancellationException) {
                throw e;
            }
            log.error("{}: list and watch failed; it begins anew", name, e);
            version = "";
            backoff.await();
        }
    }

    /** One line when trouble begins; the server not being there yet is nothing to shout about. */
    private void complain(Exception e) {
        if (complained) {
            log.debug("{}: {}", name, e.getMessage());
        } else {
            complained = true;
            log.info("{}: {}; trying again", name, e.getMessage());
        }
    }

    private void list() throws InterruptedException {
        List<T> items = new ArrayList<>();
        // "0" lets the server answer from its cache; pages are cut only from the most recent state.
        ListOptions options = sink.listing() ? filter.page(PAGE, "") : filter.withResourceVersion("0");
        ObjectList<T> page = source.list(options);
        items.addAll(page.items());
        while (!page.continueToken().isEmpty()) {
            page = source.list(filter.page(PAGE, page.continueToken()));
            items.addAll(page.items());
        }
        sink.replace(items, page.resourceVersion());
        version = page.resourceVersion();
        complained = false;
        backoff.reset();
        reconnect.reset();
    }

    private void watch() throws InterruptedException {
        Duration timeout = Duration
                .ofSeconds(MIN_WATCH_SECONDS + ThreadLocalRandom.current().nextInt(MIN_WATCH_SECONDS));
        try (WatchStream<T> stream = source
                .watch(filter.withResourceVersion(version).watching(timeout, true))) {
            open = stream;
            if (closed || sink.isBehind()) {
                return;
            }
            complained = false;
            Clock.Timer overdue = clock.schedule(timeout.plus(OVERDUE), stream::close);
            long began = clock.nanoTime();
            try {
                int events = 0;
                for (Optional<WatchEvent<T>> next = stream.next(); next.isPresent(); next = stream.next()) {
                    apply(next.get());
                    events++;
                }
                // A server that ends watches at once must not be asked again at once.
                if (sink.isBehind()) {
                    log.debug("{}: behind, listing again", name);
                } else if (events == 0 && clock.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                    backoff.await();
                } else {
                    backoff.reset();
                }
            } finally {
                overdue.cancel();
            }
        } catch (UncheckedIOException e) {
            // One that was ended for the sink's sake need not be complained of.
            if (!sink.isBehind()) {
                throw e;
            }
        } finally {
            open = null;
        }
    }

    private void apply(WatchEvent<T> event) throws InterruptedException {
        switch (event.type()) {
            case ADDED, MODIFIED -> sink.upsert(event.object());
            case DELETED -> sink.delete(event.object());
            case BOOKMARK -> {
                // Only the version moves.
            }
        }
        version = source.resourceVersion(event.object());
        backoff.reset();
    }

    /** Ends the watch under way, if there is one: the sink knows more than it says. */
    void endWatch() {
        WatchStream<T> stream = open;
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        endWatch();
    }
}
