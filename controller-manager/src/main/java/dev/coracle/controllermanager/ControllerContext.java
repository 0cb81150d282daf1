package dev.coracle.controllermanager;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.rest.ApiClient;

/**
 * What a controller is given when it starts. A controller asks {@code informers} for what it watches and adds its
 * handlers in {@link ControllerFactory#start}; the process starts the informers once every controller has done so.
 *
 * @param client writes and fresh reads
 * @param informers shared caches; what comes out of them must be copied before it is changed
 * @param events records events in the controller's own name
 * @param clock all waiting and every timestamp
 * @param options the settings that came from the command line
 */
public record ControllerContext(ApiClient client, InformerFactory informers, EventRecorder events, Clock clock,
        ControllerOptions options) {

    /** The same context with another recorder: each controller's events carry its own component name. */
    public ControllerContext withEvents(EventRecorder recorder) {
        return new ControllerContext(client, informers, recorder, clock, options);
    }
}
