package dev.coracle.apiserver.aggregation;

import dev.coracle.apiserver.aggregation.extension.ExtensionClient;
import dev.coracle.apiserver.aggregation.extension.ExtensionServers;
import dev.coracle.apiserver.aggregation.extension.ExtensionWires;
import dev.coracle.apiserver.aggregation.extension.ServiceResolver;
import dev.coracle.apiserver.discovery.RemoteVersions;
import dev.coracle.apiserver.loop.ResourceLoop;
import dev.coracle.apiserver.openapi.RemoteDocuments;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.storage.cache.WatchCache;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.context.CertifiedKey;
import java.util.Optional;
import java.util.function.Supplier;

/** The parts of aggregation, put together. */
public final class Aggregation implements AutoCloseable {

    private final Aggregator aggregator;
    private final RemoteGroups groups;
    private final ResourceLoop loop;

    /**
     * How extension servers are reached.
     *
     * @param certificate      by which they know this server, in PEM
     * @param endpoints        whether at a service's endpoints instead of its address
     * @param refusesRedirects whether their redirects are answered with 502 instead of being passed back
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Settings(Optional<Supplier<CertifiedKey>> key, boolean endpoints,
            boolean refusesRedirects, ForwardedHeaders headers) {}

    public Aggregation(Objects objects, Resources resources, WatchCache cache, Settings settings, Clock clock) {
        ExtensionServers servers = new ExtensionServers(objects);
        ServiceResolver resolver = new ServiceResolver(objects, settings.endpoints());
        ExtensionWires wires = new ExtensionWires(settings.key());
        ExtensionClient client = new ExtensionClient(resolver, wires);
        Surveys surveys = new Surveys(objects, resolver, client, clock);
        this.aggregator = new Aggregator(servers, resolver, wires, settings.headers(), settings.refusesRedirects());
        this.groups = new RemoteGroups(objects, servers, surveys, client);
        this.loop = new ResourceLoop("api-services", resources, cache, clock, Surveys.FOLLOWED, surveys);
        surveys.wakes(loop::wake);
    }

    /** Begins to look at extension servers. */
    public void start() {
        loop.start();
    }

    /** Waits until APIServices are followed. It does not wait for extension servers, which may run in the cluster that has to be ready first. */
    public void awaitFollowing() throws InterruptedException {
        loop.awaitFollowing();
    }

    public Aggregator aggregator() {
        return aggregator;
    }

    public RemoteVersions versions() {
        return groups;
    }

    public RemoteDocuments documents() {
        return groups;
    }

    @Override
    public void close() {
        loop.close();
    }
}
