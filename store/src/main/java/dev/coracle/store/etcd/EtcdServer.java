package dev.coracle.store.etcd;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.etcd.service.AuthService;
import dev.coracle.store.etcd.service.ClusterService;
import dev.coracle.store.etcd.service.KvService;
import dev.coracle.store.etcd.service.LeaseService;
import dev.coracle.store.etcd.service.MaintenanceService;
import dev.coracle.store.etcd.service.Member;
import dev.coracle.store.etcd.service.WatchService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** etcd's gRPC API, version 3, and its HTTP pages, over a store in this process. Closing it closes the store. */
public final class EtcdServer implements AutoCloseable {

    /** What a request may be larger than its limit on the wire, so that it is refused with etcd's own words. */
    private static final int OVERHEAD = 512 * 1024;

    /**
     * How a server is set up.
     *
     * @param addresses     where to listen; port 0 is any free one
     * @param clientUrls    what clients are told to use
     * @param quotaBytes    above it no writes are taken; 0 for etcd's default of 2 GiB
     * @param progressEvery how often watches that ask for it are told that nothing happened
     */
    public record Options(String name, List<InetSocketAddress> addresses, List<String> clientUrls, long quotaBytes,
            Duration progressEvery) {}

    private final EmbeddedStore store;
    private final Server server;
    private final ExecutorService calls;

    private EtcdServer(EmbeddedStore store, Server server, ExecutorService calls) {
        this.store = store;
        this.server = server;
        this.calls = calls;
    }

    /** Serves {@code store} from when this returns. @throws IOException if an address cannot be listened on */
    public static EtcdServer start(EmbeddedStore store, Options options, Clock clock) throws IOException {
        Member member = new Member(store, options.name(), options.clientUrls(), options.quotaBytes());
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(options.addresses().getFirst(),
                InternalNettyServerCredentials.create(new TwoProtocols(() -> new Http1Pages(member))));
        options.addresses().stream().skip(1).forEach(builder::addListenAddress);
        Server server = builder.directExecutor().callExecutor(new CallExecutors(calls))
                .maxInboundMessageSize(EmbeddedStore.MAX_REQUEST_BYTES + OVERHEAD)
                .permitKeepAliveTime(5, TimeUnit.SECONDS).permitKeepAliveWithoutCalls(true)
                .addService(new KvService(member)).addService(new WatchService(member, clock, options.progressEvery()))
                .addService(new LeaseService(member)).addService(new MaintenanceService(member))
                .addService(new ClusterService(member)).addService(new AuthService(member)).build();
        try {
            server.start();
        } catch (IOException e) {
            calls.shutdown();
            store.close();
            throw new IOException("cannot listen on " + options.addresses() + ": " + e.getMessage(), e);
        }
        return new EtcdServer(store, server, calls);
    }

    /** The port of the first address. */
    public int port() {
        return server.getPort();
    }

    /** The store that it serves. */
    public EmbeddedStore store() {
        return store;
    }

    /** Cuts off everybody at once: watches would never end by themselves. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.shutdown();
        store.close();
    }
}
