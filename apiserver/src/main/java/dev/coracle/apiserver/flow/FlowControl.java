package dev.coracle.apiserver.flow;

import dev.coracle.apiserver.request.RequestContext;

/** The station that decides when a request may go on, so that no client takes all there is. Safe for use by any number of threads. */
@FunctionalInterface
public interface FlowControl {

    /**
     * Waits for room, at most a quarter of the time that a request may take.
     *
     * @throws dev.coracle.api.status.StatusException 429 with Retry-After if there is none
     */
    Permit enter(RequestContext context);
}
