package dev.coracle.apiserver.flow;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.verb.Verbs;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds the requests that are handled at the same time; those beyond wait a while, then are refused with 429. Long-running ones don't count. */
public final class InFlight {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MAX_WAITING = 5000;

    /** What a request holds while it is handled. */
    @FunctionalInterface
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    private static final Permit FREE = () -> {};

    private final Semaphore reading;
    private final Semaphore writing;

    /** @param maxReading {@code --max-requests-inflight}, 0 for no bound @param maxWriting {@code --max-mutating-requests-inflight} */
    public InFlight(int maxReading, int maxWriting) {
        this.reading = new Semaphore(maxReading <= 0 ? Integer.MAX_VALUE : maxReading);
        this.writing = new Semaphore(maxWriting <= 0 ? Integer.MAX_VALUE : maxWriting);
    }

    /** @throws StatusException (429) if there are too many others */
    public Permit enter(RequestInfo info) {
        if (!info.resourceRequest() || Verbs.longRunning(info)) {
            return FREE;
        }
        Semaphore room = Verbs.mutating(info) ? writing : reading;
        if (!room.tryAcquire() && !waited(room)) {
            throw StatusException.tooManyRequests("Too many requests, please try again later.", 1);
        }
        return room::release;
    }

    private static boolean waited(Semaphore room) {
        try {
            return room.getQueueLength() < MAX_WAITING && room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
