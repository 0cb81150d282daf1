package dev.coracle.store.remote;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.StoreException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Function;

/** Makes unary calls: tries again what may be tried again, and says in the port's words why it failed. */
final class Caller {

    private static final int ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Endpoints endpoints;
    private final Clock clock;

    Caller(Endpoints endpoints, Clock clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** A call that changes nothing: tried again while no server answers, on the next server. */
    <T> T read(Function<ManagedChannel, T> call) {
        return call(call, true);
    }

    /** A call that changes something: tried again only if the server never got it. */
    <T> T write(Function<ManagedChannel, T> call) {
        return call(call, false);
    }

    private <T> T call(Function<ManagedChannel, T> call, boolean repeatable) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1;; attempt++) {
            ManagedChannel channel = endpoints.current();
            try {
                return call.apply(channel);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                    throw translate(e);
                }
                endpoints.failed(channel);
                if (attempt == ATTEMPTS || !repeatable && !Endpoints.neverSent(e)) {
                    throw translate(e);
                }
            }
            if (attempt % endpoints.size() == 0) {
                pause(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void pause(Duration pause) {
        try {
            clock.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted while waiting for etcd", e);
        }
    }

    /** etcd tells errors apart by their texts. */
    static StoreException translate(StatusRuntimeException e) {
        String text = e.getStatus().getDescription() == null ? "" : e.getStatus().getDescription();
        if (text.contains("required revision has been compacted")) {
            return new StoreException.Compacted(0);
        }
        if (text.contains("required revision is a future revision")) {
            return new StoreException.FutureRevision();
        }
        if (text.contains("database space exceeded")) {
            return new StoreException.NoSpace("see etcd's alarms");
        }
        if (text.contains("request is too large") || text.contains("larger than max")) {
            return new StoreException.TooLarge();
        }
        String why = text.isEmpty() ? e.getStatus().getCode().toString() : text;
        Throwable cause = e.getCause();
        return new StoreException.Unavailable(
                "etcd: " + why + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage()), e);
    }
}
