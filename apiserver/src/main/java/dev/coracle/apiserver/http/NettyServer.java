package dev.coracle.apiserver.http;

import dev.coracle.apiserver.http.limit.Limits;
import dev.coracle.apiserver.http.limit.Timeouts;
import dev.coracle.apiserver.http.limit.Uploads;
import dev.coracle.apiserver.response.Handler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Moves bytes between sockets and a {@link Handler}: HTTP/1.1 with keep-alive and HTTP/2, over TLS or plain. Event loops only move
 * bytes; each request is handled on a virtual thread of its own; a stream holds no thread. Headers are bounded to 64 KiB and bodies to
 * {@link Limits#MAX_BODY}.
 */
public final class NettyServer implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup loops;
    private final Channel listener;
    private final Exchanges exchanges;
    private final AtomicBoolean ended = new AtomicBoolean();

    private NettyServer(MultiThreadIoEventLoopGroup loops, Channel listener, Exchanges exchanges) {
        this.loops = loops;
        this.listener = listener;
        this.exchanges = exchanges;
    }

    /**
     * Binds and answers from then on.
     *
     * @param address port 0 for any free port
     * @param tls     empty for plain HTTP/1.1
     * @throws IOException if the address cannot be bound or the key and certificate do not serve
     */
    public static NettyServer start(InetSocketAddress address, Optional<ServerTls> tls, Handler handler)
            throws IOException {
        return start(address, tls, handler, 0);
    }

    /** @param goAwayChance how likely it is that a request over HTTP/2 is its connection's last ({@code --goaway-chance}) */
    public static NettyServer start(InetSocketAddress address, Optional<ServerTls> tls, Handler handler,
            double goAwayChance) throws IOException {
        return start(address, tls, new Exchanges(handler, goAwayChance, Timeouts.USUAL, Uploads.ofHeap(),
                Limits.connections()));
    }

    static NettyServer start(InetSocketAddress address, Optional<ServerTls> tls, Exchanges exchanges)
            throws IOException {
        Optional<SslContext> ssl = tls.isPresent() ? Optional.of(sslContext(tls.get())) : Optional.empty();
        int streams = tls.map(ServerTls::protocols).orElse(Protocols.USUAL).streams();
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()), daemon(), NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 512 << 10))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (exchanges.connected(channel)) {
                            Connections.initialize(channel, ssl, streams, exchanges);
                        } else {
                            channel.close();
                        }
                    }
                });
        try {
            Channel listener = bootstrap.bind(address).sync().channel();
            return new NettyServer(loops, listener, exchanges);
        } catch (InterruptedException e) {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + address, e);
        } catch (Exception e) {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private static java.util.concurrent.ThreadFactory daemon() {
        return Thread.ofPlatform().daemon().name("http-", 0).factory();
    }

    private static SslContext sslContext(ServerTls tls) throws IOException {
        try {
            return tls.context();
        } catch (IllegalArgumentException e) {
            throw new IOException("the serving certificate or its key cannot be used: " + e.getMessage(), e);
        }
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /**
     * How it ends.
     *
     * @param grace     how long requests under way are waited for
     * @param listening whether new ones are taken until then: whoever handles them sends them away
     * @param streams   within which time streams are ended, one after another; zero for all at once
     */
    public record Ending(Duration grace, boolean listening, Duration streams) {
        /** Nothing new, all streams at once. */
        public static final Ending DEFAULT = new Ending(Duration.ofSeconds(5), false, Duration.ZERO);
    }

    /** Stops listening, ends streams, lets requests finish, then closes all connections. Once. */
    public void close(Ending how) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        if (!how.listening()) {
            listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
        exchanges.endStreams(how.streams());
        exchanges.awaitIdle(how.grace());
        listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        exchanges.closeConnections();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    public void close(Duration grace) {
        close(new Ending(grace, false, Duration.ZERO));
    }

    @Override
    public void close() {
        close(Ending.DEFAULT);
    }
}
