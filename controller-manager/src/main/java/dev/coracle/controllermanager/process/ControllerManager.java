package dev.coracle.controllermanager.process;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.ControllerOptions;
import java.util.List;

/** A set of controllers that share a client and caches. Closing it stops them all. */
public final class ControllerManager implements AutoCloseable {

    private final Closers closers = new Closers();
    private final InformerFactory informers;

    private ControllerManager(ApiClient client, List<ControllerFactory> factories, ControllerOptions options,
            Clock clock) {
        this.informers = closers.add("informers", new InformerFactory(client, clock));
        for (ControllerFactory factory : factories) {
            EventRecorder events = closers.add("events of " + factory.name(),
                    new EventRecorder(client, clock, factory.name()));
            closers.add(factory.name(),
                    factory.start(new ControllerContext(client, informers, events, clock, options)));
        }
        informers.start();
    }

    /** Starts them; each waits for its caches, and the caches for the API server. */
    public static ControllerManager start(ApiClient client, List<ControllerFactory> factories,
            ControllerOptions options, Clock clock) {
        return new ControllerManager(client, factories, options, clock);
    }

    /** Whether all caches have been filled. */
    public boolean ready() {
        return informers.hasSynced();
    }

    @Override
    public void close() {
        closers.close();
    }
}
