package dev.coracle.store.etcd;

import dev.coracle.base.metrics.Metrics;
import dev.coracle.store.etcd.service.Member;
import dev.coracle.store.port.StoreException;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What etcd answers over plain HTTP/1.1: {@code /health}, {@code /version} and {@code /metrics}. */
final class Http1Pages extends SimpleChannelInboundHandler<FullHttpRequest> {

    private record Page(HttpResponseStatus status, String type, byte[] body) {
        static Page json(HttpResponseStatus status, String body) {
            return new Page(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private final Member member;

    Http1Pages(Member member) {
        this.member = member;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Page page = page(request);
        boolean head = request.method().equals(HttpMethod.HEAD);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status,
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.type);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, page.body.length);
        boolean stays = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, stays);
        ChannelFuture written = context.writeAndFlush(response);
        if (!stays) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private Page page(FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Page.json(HttpResponseStatus.METHOD_NOT_ALLOWED, "Method Not Allowed\n");
        }
        int query = request.uri().indexOf('?');
        return switch (query < 0 ? request.uri() : request.uri().substring(0, query)) {
            case "/health", "/livez", "/readyz" -> health();
            case "/version" -> {
                String version = member.store.status().version();
                yield Page.json(HttpResponseStatus.OK,
                        "{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"" + version
                                + "\",\"storage\":\"" + version + "\"}");
            }
            case "/metrics" -> metrics();
            default -> new Page(HttpResponseStatus.NOT_FOUND, "text/plain; charset=utf-8",
                    "404 page not found\n".getBytes(StandardCharsets.UTF_8));
        };
    }

    private Page health() {
        try {
            member.checkHealth();
        } catch (StoreException e) {
            return Page.json(HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "{\"health\":\"false\",\"reason\":\"the store does not answer\"}");
        }
        return member.full()
                ? Page.json(HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}")
                : Page.json(HttpResponseStatus.OK, "{\"health\":\"true\",\"reason\":\"\"}");
    }

    private Page metrics() {
        Metrics.gauge("etcd_server_has_leader", "Whether or not a leader exists.").set(1);
        Metrics.gauge("etcd_mvcc_db_total_size_in_bytes", "Size of the store in bytes.").set(member.bytes());
        Metrics.gauge("etcd_debugging_mvcc_current_revision", "The newest revision.")
                .set(member.store.currentRevision());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            Metrics.write(text);
        } catch (IOException e) {
            return Page.json(HttpResponseStatus.INTERNAL_SERVER_ERROR, e.toString());
        }
        return new Page(HttpResponseStatus.OK, Metrics.CONTENT_TYPE, text.toByteArray());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
