package dev.coracle.store.etcd;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.flags.ServerOptions;
import dev.coracle.store.etcd.http.Http1Pages;
import dev.coracle.store.etcd.http.Listener;
import dev.coracle.store.etcd.http.ServerTls;
import dev.coracle.store.etcd.http.TwoProtocols;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.Limits;
import dev.coracle.store.etcd.service.AuthService;
import dev.coracle.store.etcd.service.CallMetrics;
import dev.coracle.store.etcd.service.ClusterService;
import dev.coracle.store.etcd.service.HealthService;
import dev.coracle.store.etcd.service.KvService;
import dev.coracle.store.etcd.service.LeaseService;
import dev.coracle.store.etcd.service.MaintenanceService;
import dev.coracle.store.etcd.service.watch.WatchService;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** etcd's gRPC API, version 3, and its HTTP pages, over a store in this process. Closing it closes the store. */
public final class EtcdServer implements AutoCloseable {

    /** What a request may be larger than its limit on the wire, so that it is refused with etcd's own words. */
    private static final int OVERHEAD = 512 * 1024;

    /**
     * A server over TCP as it is, with etcd's own limits.
     *
     * @param addresses     where to listen; port 0 is any free one
     * @param clientUrls    what clients are told to use
     * @param quotaBytes    above it no writes are taken; 0 for etcd's default of 2 GiB, less for no bound
     * @param progressEvery how often watches that ask for it are told that nothing happened
     */
    public record Options(String name, List<InetSocketAddress> addresses, List<String> clientUrls, long quotaBytes,
            Duration progressEvery) {

        ServerOptions all() {
            return new ServerOptions(name, addresses.stream().map(Listener::plain).toList(), Optional.empty(),
                    clientUrls, Limits.DEFAULT, quotaBytes, progressEvery, ServerOptions.Connections.DEFAULT);
        }
    }

    private final EmbeddedStore store;
    private final List<Server> servers;
    private final ExecutorService calls;

    private EtcdServer(EmbeddedStore store, List<Server> servers, ExecutorService calls) {
        this.store = store;
        this.servers = servers;
        this.calls = calls;
    }

    /** Serves {@code store} from when this returns. @throws IOException if an address cannot be listened on */
    public static EtcdServer start(EmbeddedStore store, Options options, Clock clock) throws IOException {
        return start(store, options.all(), clock);
    }

    /**
     * Serves {@code store} from when this returns.
     *
     * @throws IOException if an address cannot be listened on, or a file for TLS not be used; the store is closed then
     */
    public static EtcdServer start(EmbeddedStore store, ServerOptions options, Clock clock) throws IOException {
        EtcdServer server = new EtcdServer(store, new ArrayList<>(), Executors.newVirtualThreadPerTaskExecutor());
        try {
            Member member = new Member(store, options.name(), options.clientUrls(), options.limits(),
                    options.quotaBytes(), clock);
            Optional<ServerTls> tls = options.tls().isPresent()
                    ? Optional.of(ServerTls.of(options.tls().get()))
                    : Optional.empty();
            List<BindableService> services = List.of(new KvService(member),
                    new WatchService(member, clock, options.progressEvery()), new LeaseService(member),
                    new MaintenanceService(member), new ClusterService(member), new AuthService(member),
                    new HealthService());
            for (Listener listener : options.listeners()) {
                server.listen(listener, options, member, listener.secure() ? tls : Optional.empty(),
                        listener.api() ? services : List.of());
            }
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(Listener listener, ServerOptions options, Member member, Optional<ServerTls> tls,
            List<BindableService> services) throws IOException {
        ServerOptions.Connections connections = options.connections();
        NettyServerBuilder builder = NettyServerBuilder
                .forAddress(listener.address(),
                        InternalNettyServerCredentials
                                .create(new TwoProtocols(tls, () -> new Http1Pages(member, calls))))
                .directExecutor().callExecutor(new CallExecutors(calls))
                .maxInboundMessageSize(options.limits().requestBytes() + OVERHEAD)
                .maxConcurrentCallsPerConnection(connections.streams())
                .permitKeepAliveTime(connections.keepAliveMin().toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(connections.keepAliveEvery().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(connections.keepAliveWithin().toNanos(), TimeUnit.NANOSECONDS)
                .intercept(new CallMetrics());
        services.forEach(builder::addService);
        try {
            servers.add(builder.build().start());
        } catch (IOException e) {
            throw new IOException("cannot listen on " + listener.address() + ": " + e.getMessage(), e);
        }
    }

    /** The port of the first address. */
    public int port() {
        return servers.getFirst().getPort();
    }

    /** The ports of all addresses, in their order. */
    public List<Integer> ports() {
        return servers.stream().map(Server::getPort).toList();
    }

    /** The store that it serves. */
    public EmbeddedStore store() {
        return store;
    }

    /** Cuts off everybody at once: watches would never end by themselves. */
    @Override
    public void close() {
        servers.forEach(Server::shutdownNow);
        try {
            for (Server server : servers) {
                server.awaitTermination(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.shutdown();
        store.close();
    }
}
