package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.runtime.ContainerExit;
import java.time.Instant;
import java.util.Optional;

/**
 * Where one container of a pod stands. Immutable; the worker replaces it as things happen.
 *
 * @param phase    what it does now
 * @param restarts how many times it has been started again
 * @param previous how it ended the time before, if it was started again or waits to be
 * @param backoff  how often in a row it ended soon, or its image could not be pulled; decides the delay before the next try
 */
record ContainerState(Phase phase, int restarts, Optional<Ended> previous, int backoff) {

    /** What a container does. */
    sealed interface Phase {
        /** Not started. @param retryAt when it may be tried again */
        record Waiting(String reason, String message, Instant retryAt) implements Phase {}

        record Running(String id, String imageId, Instant started, boolean startupDone,
                boolean ready) implements Phase {}

        record Terminated(Ended how) implements Phase {}
    }

    /** A run that is over. */
    record Ended(String id, String imageId, Instant started, ContainerExit exit) {}

    static ContainerState created() {
        return new ContainerState(new Phase.Waiting("ContainerCreating", "", Instant.MIN), 0, Optional.empty(), 0);
    }

    ContainerState with(Phase next) {
        return new ContainerState(next, restarts, previous, backoff);
    }

    Optional<Ended> ended() {
        return phase instanceof Phase.Terminated t ? Optional.of(t.how()) : Optional.empty();
    }

    boolean running() {
        return phase instanceof Phase.Running;
    }

    boolean succeeded() {
        return phase instanceof Phase.Terminated t && t.how().exit().code() == 0;
    }
}
