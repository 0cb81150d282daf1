package dev.coracle.store.etcd.http;

import dev.coracle.base.tls.context.TlsContexts;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for connections that come in. Files that have changed are read anew for the next connection, so that certificates can be renewed
 * without a restart, as in etcd; while they cannot be read, the former ones stay. Safe for use by any number of threads.
 */
public final class ServerTls {

    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    /**
     * In the server's order of preference. gRPC's clients offer h2 alone; whoever offers both is a browser or curl, to whom only the pages in
     * HTTP/1.1 can be meant.
     */
    private static final ApplicationProtocolConfig PROTOCOLS = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN, ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, "http/1.1", "h2");

    private record Loaded(SslContext context, List<FileTime> times) {}

    private final TlsFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Loaded loaded;

    private ServerTls(TlsFiles files, Loaded loaded) {
        this.files = files;
        this.loaded = loaded;
    }

    /** @throws IOException in one line, if a file cannot be read or is no certificate or key */
    public static ServerTls of(TlsFiles files) throws IOException {
        return new ServerTls(files, load(files));
    }

    private static Loaded load(TlsFiles files) throws IOException {
        List<FileTime> times = times(files);
        try {
            Optional<byte[]> ca = files.clientCa().isPresent()
                    ? Optional.of(Files.readAllBytes(files.clientCa().get()))
                    : Optional.empty();
            var context = TlsContexts.server(Files.readAllBytes(files.certificate()), Files.readAllBytes(files.key()),
                    ca);
            return new Loaded(new JdkSslContext(context, false,
                    files.cipherSuites().isEmpty() ? null : files.cipherSuites(), SupportedCipherSuiteFilter.INSTANCE,
                    PROTOCOLS, ca.isPresent() ? ClientAuth.REQUIRE : ClientAuth.NONE,
                    files.protocols().toArray(String[]::new), false), times);
        } catch (IllegalArgumentException e) {
            throw new IOException("TLS with " + files.certificate() + " and " + files.key() + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<FileTime> times(TlsFiles files) throws IOException {
        List<FileTime> times = new ArrayList<>();
        times.add(Files.getLastModifiedTime(files.certificate()));
        times.add(Files.getLastModifiedTime(files.key()));
        for (Path ca : files.clientCa().stream().toList()) {
            times.add(Files.getLastModifiedTime(ca));
        }
        return times;
    }

    /** What handles one connection. */
    SslHandler handler(ByteBufAllocator allocator) {
        return current().newHandler(allocator);
    }

    private SslContext current() {
        Loaded now = loaded;
        try {
            if (times(files).equals(now.times)) {
                return now.context;
            }
            lock.lock();
            try {
                loaded = load(files);
                return loaded.context;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            log.warn("the former certificate stays in use: {}", e.getMessage());
            return now.context;
        }
    }
}
