package dev.coracle.apiserver.limit;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.flags.GoDuration;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The station that bounds how long a request takes: {@code --request-timeout}, or less if the client says so by {@code ?timeout=}. A request that is over its
 * time is interrupted in whatever it waits for, and answered with 504; one that has succeeded by then is answered as it is. Long-running requests have no
 * bound. One thread looks after all of them four times a second, so that a request costs an entry in a set and no timer. Safe for use by any number of threads.
 */
public final class RequestTimeouts implements AutoCloseable {

    static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final int ERROR = 400;
    private static final Status TIMED_OUT = new Status(504, Reason.TIMEOUT.word(),
            "Timeout: request did not complete within the allotted timeout", StatusDetails.EMPTY);

    private final long mostNanos;
    private final Clock clock;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final Optional<Thread> watchman;

    private RequestTimeouts(Duration most, Clock clock) {
        this.mostNanos = most.toNanos();
        this.clock = clock;
        this.watchman = most.isPositive()
                ? Optional.of(Thread.ofVirtual().name("request-timeouts").unstarted(this::watch))
                : Optional.empty();
    }

    /** @param most zero for no bound */
    public static RequestTimeouts start(Duration most, Clock clock) {
        RequestTimeouts made = new RequestTimeouts(most, clock);
        made.watchman.ifPresent(Thread::start);
        return made;
    }

    /** A request under way, on the thread that began it. */
    public final class Lease implements AutoCloseable {

        private final RequestContext context;
        private final Optional<Running> entry;

        private Lease(RequestContext context, Optional<Running> entry) {
            this.context = context;
            this.entry = entry;
        }

        /** What the request comes to: an error of one that was interrupted is the time-out's doing. */
        public HttpResponse outcome(HttpResponse answer) {
            close();
            return answer.status() >= ERROR && entry.filter(Running::interrupted).isPresent()
                    ? Answers.status(context.request(), TIMED_OUT)
                    : answer;
        }

        @Override
        public void close() {
            entry.ifPresent(it -> {
                running.remove(it);
                it.ends();
            });
        }
    }

    /** @throws StatusException (400) for a timeout that can't be understood */
    public Lease begin(RequestContext context) {
        if (watchman.isEmpty() || Verbs.longRunning(context.info())) {
            return new Lease(context, Optional.empty());
        }
        long nanos = mostNanos;
        if (context.request().query().contains("timeout=")) {
            nanos = asked(context).map(Duration::toNanos).filter(n -> n > 0 && n < mostNanos).orElse(mostNanos);
        }
        Running entry = new Running(Thread.currentThread(), clock.nanoTime() + nanos);
        running.add(entry);
        return new Lease(context, Optional.of(entry));
    }

    private static Optional<Duration> asked(RequestContext context) {
        try {
            return context.request().parameter("timeout").filter(text -> !text.isEmpty()).map(GoDuration::parse);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest("invalid timeout specified in the request URL - " + e.getMessage());
        }
    }

    private void watch() {
        try {
            while (true) {
                clock.sleep(LOOK_EVERY);
                long now = clock.nanoTime();
                for (Running each : running) {
                    each.interruptIfOver(now);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watchman.ifPresent(Thread::interrupt);
    }
}
