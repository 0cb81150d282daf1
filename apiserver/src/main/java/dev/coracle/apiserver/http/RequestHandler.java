package dev.coracle.apiserver.http;

import dev.coracle.apiserver.http.answer.ResponseWriter;
import dev.coracle.apiserver.http.limit.IdleTimer;
import dev.coracle.apiserver.http.limit.Limits;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.Lifetime;
import dev.coracle.apiserver.response.HttpResponse;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
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
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One connection's (HTTP/1.1) or one stream's (HTTP/2) requests: one at a time, in order, each on a virtual thread; what a client sends
 * ahead waits. All fields belong to the event loop.
 */
final class RequestHandler extends SimpleChannelInboundHandler<Received> {

    private record Waiting(HttpRequest request, boolean keepAlive, Optional<HttpResponse> refusal) {}

    /** They mean nothing in HTTP/2, and must not begin to when such a request is passed on. */
    private static final Set<String> OF_HTTP1 = Set.of("connection", "upgrade", "keep-alive", "proxy-connection",
            "transfer-encoding");

    private final Exchanges exchanges;
    private final IdleTimer idle;
    private final boolean keepsConnection;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable ResponseWriter writer;
    private @Nullable UpgradedChannel upgraded;
    private @Nullable HttpRequest current;
    private boolean busy;

    RequestHandler(Exchanges exchanges, IdleTimer idle, boolean keepsConnection) {
        this.exchanges = exchanges;
        this.idle = idle;
        this.keepsConnection = keepsConnection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Received message) {
        HttpRequest request = request(context.channel(), message);
        request.lifetime().whenOver(() -> exchanges.uploads().give(message.taken()));
        boolean upgrades = request.upgrade().isPresent() && message.refusal().isEmpty(); // never over HTTP/2
        Waiting next = new Waiting(request, !message.ends() && (!keepsConnection
                || HttpUtil.isKeepAlive(message.head()) && !exchanges.ending() && !upgrades), message.refusal());
        if (upgrades && busy) {
            request.lifetime().end(true);
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
            request.lifetime().end(true);
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
            over(true);
            context.close();
            return;
        }
        writer = new ResponseWriter(context, exchanges, upgrade, false, true, () -> {
            writer = null;
            context.pipeline().remove(HttpServerCodec.class);
            context.pipeline().remove(BodyCollector.class);
            context.pipeline().remove(this);
            over(false);
            exchanges.upgradeBegins(next);
            next.begin(upgrade.session(), () -> exchanges.upgradeEnds(next));
        });
        writer.write();
    }

    private void begin(ChannelHandlerContext context, Waiting next) {
        busy = true;
        current = next.request();
        idle.begin();
        exchanges.begun();
        if (next.refusal().isPresent()) {
            answer(context, next, next.refusal().get());
            return;
        }
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
        over(!context.channel().isActive());
        idle.end();
        if (!keepAlive) {
            context.close();
            return;
        }
        Waiting next = context.channel().isActive() ? waiting.poll() : null;
        if (next != null) {
            begin(context, next);
        }
    }

    private void over(boolean clientGone) {
        HttpRequest request = current;
        if (request != null) {
            request.lifetime().end(clientGone);
            current = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ResponseWriter writing = writer;
        if (writing != null && context.channel().isWritable()) {
            writing.resume();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ResponseWriter writing = writer;
        if (writing != null) {
            writing.abandon();
        }
        over(true);
        waiting.forEach(request -> request.request().lifetime().end(true));
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // reset by peer and the like; a bug of a handler never gets here
    }

    private HttpRequest request(Channel channel, Received message) {
        String uri = message.head().uri();
        int scheme = uri.startsWith("http://") || uri.startsWith("https://") ? uri.indexOf('/', 8) : 0;
        String target = scheme < 0 ? "/" : uri.substring(scheme);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        List<Map.Entry<String, String>> fields = new ArrayList<>(message.head().headers().size());
        message.head().headers().forEach(field -> {
            if (keepsConnection || !OF_HTTP1.contains(field.getKey())) {
                fields.add(Map.entry(field.getKey(), field.getValue()));
            }
        });
        SslHandler tls = tls(channel);
        return new HttpRequest(message.head().method().name(), path, query, HttpRequest.headerMap(fields),
                message.body(), certificates(tls), remote(channel), tls != null,
                keepsConnection ? message.head().protocolVersion().text() : "HTTP/2.0", false, new Lifetime());
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
