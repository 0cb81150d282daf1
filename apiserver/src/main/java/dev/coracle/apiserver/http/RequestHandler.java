package dev.coracle.apiserver.http;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One connection's (HTTP/1.1) or one stream's (HTTP/2) requests: one at a time, in order, each on a virtual thread; what a client sends
 * ahead waits. All fields belong to the event loop.
 */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private record Waiting(HttpRequest request, boolean keepAlive) {}

    /** They mean nothing in HTTP/2, and must not begin to when such a request is passed on. */
    private static final Set<String> OF_HTTP1 = Set.of("connection", "upgrade", "keep-alive", "proxy-connection",
            "transfer-encoding");

    private final Exchanges exchanges;
    private final boolean keepsConnection;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable ResponseWriter writer;
    private @Nullable UpgradedChannel upgraded;
    private boolean busy;

    RequestHandler(Exchanges exchanges, boolean keepsConnection) {
        this.exchanges = exchanges;
        this.keepsConnection = keepsConnection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (message.decoderResult().isFailure()) {
            refuse(context, message.decoderResult().cause());
            return;
        }
        HttpRequest request = request(context.channel(), message);
        boolean upgrades = request.upgrade().isPresent(); // never over HTTP/2
        Waiting next = new Waiting(request,
                !keepsConnection || HttpUtil.isKeepAlive(message) && !exchanges.ending() && !upgrades);
        if (upgrades && busy) {
            context.close(); // what comes before it has not been answered, and what comes after it is no HTTP
            return;
        }
        if (upgrades) {
            stopReadingHttp(context);
        }
        if (!busy) {
            begin(context, next);
        } else if (waiting.size() < Limits.MAX_PIPELINED) {
            waiting.add(next);
        } else {
            context.close();
        }
    }

    /** What follows the request is never taken for HTTP, whatever becomes of the upgrade: if it is refused, the connection ends. */
    private void stopReadingHttp(ChannelHandlerContext context) {
        UpgradedChannel next = new UpgradedChannel(context.channel());
        upgraded = next;
        context.channel().config().setAutoRead(false);
        context.pipeline().addLast(next);
        context.pipeline().get(HttpServerCodec.class).removeInboundHandler();
    }

    private void switchOver(ChannelHandlerContext context, HttpResponse.Upgrade upgrade) {
        exchanges.done(); // like a stream, it is no request to wait for
        UpgradedChannel next = upgraded;
        if (next == null || !context.channel().isActive()) {
            Thread.ofVirtual().start(upgrade.session()::close);
            context.close();
            return;
        }
        writer = new ResponseWriter(context, exchanges, upgrade, false, true, () -> {
            writer = null;
            context.pipeline().remove(HttpServerCodec.class);
            context.pipeline().remove(BodyCollector.class);
            context.pipeline().remove(this);
            exchanges.upgradeBegins(next);
            next.begin(upgrade.session(), () -> exchanges.upgradeEnds(next));
        });
        writer.write();
    }

    private void refuse(ChannelHandlerContext context, Throwable cause) {
        HttpResponse response = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException
                ? HttpResponse.text(431, "431 Request Header Fields Too Large")
                : HttpResponse.text(400, "400 Bad Request");
        new ResponseWriter(context, exchanges, response, false, false, context::close).write();
    }

    private void begin(ChannelHandlerContext context, Waiting next) {
        busy = true;
        exchanges.begun();
        Thread.ofVirtual().name("request").start(() -> {
            HttpResponse response = exchanges.handle(next.request());
            context.executor().execute(() -> answer(context, next, response));
        });
    }

    private void answer(ChannelHandlerContext context, Waiting request, HttpResponse response) {
        if (response instanceof HttpResponse.Upgrade upgrade) {
            switchOver(context, upgrade);
            return;
        }
        boolean leaves = leaves(response);
        if (!keepsConnection && (leaves || exchanges.sendsAway())) {
            context.channel().parent().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        }
        boolean keepAlive = request.keepAlive() && !(leaves && keepsConnection);
        boolean head = request.request().method().equals("HEAD");
        if (response instanceof HttpResponse.Stream) {
            exchanges.done(); // a stream is not a request to wait for
        }
        ResponseWriter writing = new ResponseWriter(context, exchanges, response, head, keepAlive, () -> {
            if (!(response instanceof HttpResponse.Stream)) {
                exchanges.done();
            }
            finished(context, keepAlive);
        });
        writer = writing;
        writing.write();
    }

    /** Whether the answer is the last one on its connection. */
    private static boolean leaves(HttpResponse response) {
        for (HttpResponse.Header header : response.headers()) {
            if (header.name().equals("Connection") && header.value().equals("close")) {
                return true;
            }
        }
        return false;
    }

    private void finished(ChannelHandlerContext context, boolean keepAlive) {
        writer = null;
        busy = false;
        if (!keepAlive && keepsConnection) {
            context.close();
            return;
        }
        Waiting next = waiting.poll();
        if (next != null && context.channel().isActive()) {
            begin(context, next);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ResponseWriter current = writer;
        if (current != null && context.channel().isWritable()) {
            current.resume();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ResponseWriter current = writer;
        if (current != null) {
            current.abandon();
        }
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // reset by peer and the like; a bug of a handler never gets here
    }

    private HttpRequest request(Channel channel, FullHttpRequest message) {
        String uri = message.uri();
        int scheme = uri.startsWith("http://") || uri.startsWith("https://") ? uri.indexOf('/', 8) : 0;
        String target = scheme < 0 ? "/" : uri.substring(scheme);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        List<Map.Entry<String, String>> fields = new ArrayList<>(message.headers().size());
        message.headers().forEach(field -> {
            if (keepsConnection || !OF_HTTP1.contains(field.getKey())) {
                fields.add(Map.entry(field.getKey(), field.getValue()));
            }
        });
        SslHandler tls = tls(channel);
        return new HttpRequest(message.method().name(), path, query, HttpRequest.headerMap(fields),
                ByteBufUtil.getBytes(message.content()), certificates(tls), remote(channel), tls != null);
    }

    private static @Nullable SslHandler tls(Channel channel) {
        Channel parent = channel.parent();
        SslHandler own = channel.pipeline().get(SslHandler.class);
        return own != null || parent == null ? own : parent.pipeline().get(SslHandler.class);
    }

    private static String remote(Channel channel) {
        Channel connection = channel.remoteAddress() instanceof InetSocketAddress ? channel : channel.parent();
        return connection != null && connection.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }

    private static List<X509Certificate> certificates(@Nullable SslHandler tls) {
        if (tls == null || !(tls.engine().getWantClientAuth() || tls.engine().getNeedClientAuth())) {
            return List.of();
        }
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : tls.engine().getSession().getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
            return List.copyOf(chain);
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }
}
