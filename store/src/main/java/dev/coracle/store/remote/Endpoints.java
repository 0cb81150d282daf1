package dev.coracle.store.remote;

import dev.coracle.base.tls.context.TlsContexts;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One channel to each server. All calls go to one of them until it fails; then to the next. Safe for use by any number of threads. */
final class Endpoints implements AutoCloseable {

    private static final int DEFAULT_PORT = 2379;
    /** etcd cuts off clients that ask more often than every 5 s. */
    private static final long KEEP_ALIVE_SECONDS = 30;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger turn = new AtomicInteger();

    Endpoints(List<String> urls, EtcdClientTls tls, List<ClientInterceptor> interceptors) throws IOException {
        if (urls.isEmpty()) {
            throw new IOException("no etcd server was named");
        }
        boolean secure = urls.stream().anyMatch(url -> url.startsWith("https://"));
        Optional<SslContext> context = secure ? Optional.of(context(tls)) : Optional.empty();
        for (String url : urls) {
            channels.add(channel(url.strip(), context, interceptors));
        }
    }

    private ManagedChannel channel(String url, Optional<SslContext> context, List<ClientInterceptor> interceptors)
            throws IOException {
        URI uri;
        try {
            uri = URI.create(url.contains("://") ? url : "http://" + url);
        } catch (IllegalArgumentException e) {
            throw new IOException("the etcd server \"" + url + "\" is no URL", e);
        }
        String host = uri.getHost();
        boolean https = "https".equals(uri.getScheme());
        if (host == null || !https && !"http".equals(uri.getScheme())) {
            throw new IOException("the etcd server \"" + url + "\" is no http or https URL with a host and a port");
        }
        String plainHost = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        NettyChannelBuilder builder = NettyChannelBuilder
                .forAddress(plainHost, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort())
                .maxInboundMessageSize(Integer.MAX_VALUE).keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS).executor(callbacks).disableRetry()
                .intercept(interceptors);
        if (https) {
            return builder.sslContext(context.orElseThrow()).build();
        }
        return builder.usePlaintext().build();
    }

    private static SslContext context(EtcdClientTls tls) throws IOException {
        try {
            var jdk = TlsContexts.client(read(tls.caFile()), read(tls.certFile()), read(tls.keyFile()), false);
            return new JdkSslContext(jdk, true, null, SupportedCipherSuiteFilter.INSTANCE,
                    new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, "h2"),
                    ClientAuth.NONE, null, false);
        } catch (IllegalArgumentException e) {
            throw new IOException("TLS to the etcd servers: " + e.getMessage(), e);
        }
    }

    private static Optional<byte[]> read(Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
    }

    /** The server whose turn it is. */
    ManagedChannel current() {
        return channels.get(Math.floorMod(turn.get(), channels.size()));
    }

    /** Says that a call to {@code channel} failed: the next goes elsewhere, and to a server that was down without waiting longer. */
    void failed(ManagedChannel channel) {
        int now = turn.get();
        if (channels.get(Math.floorMod(now, channels.size())) == channel) {
            turn.compareAndSet(now, now + 1);
        }
        current().resetConnectBackoff();
    }

    int size() {
        return channels.size();
    }

    /** Whether a call failed before anything of it was sent. */
    static boolean neverSent(StatusRuntimeException failure) {
        if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.ConnectException || cause instanceof java.net.UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        callbacks.shutdown();
    }
}
