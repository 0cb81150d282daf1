package dev.coracle.store.etcd.http;

import dev.coracle.store.etcd.member.Member;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What etcd answers over plain HTTP/1.1: its health, {@code /version} and {@code /metrics}. A page may have to ask the disk, so that it is made
 * on a thread of its own, those of one connection in their order.
 */
public final class Http1Pages extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final Member member;
    private final Executor threads;
    private final HealthPages health;
    private CompletableFuture<?> before = CompletableFuture.completedFuture(null);

    public Http1Pages(Member member, Executor threads) {
        this.member = member;
        this.threads = threads;
        this.health = new HealthPages(member);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        HttpMethod method = request.method();
        String uri = request.uri();
        boolean stays = HttpUtil.isKeepAlive(request);
        // One page at a time: who asks and asks and does not listen asks in vain.
        context.channel().config().setAutoRead(false);
        before = before.thenRunAsync(() -> {
            send(context, page(method, uri), method.equals(HttpMethod.HEAD), stays);
            context.channel().config().setAutoRead(true);
        }, threads).exceptionally(failure -> {
            context.close();
            return null;
        });
    }

    private Page page(HttpMethod method, String uri) {
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return Page.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "Method Not Allowed\n");
        }
        Target target;
        try {
            target = Target.of(uri);
        } catch (IllegalArgumentException e) {
            return Page.text(HttpResponseStatus.BAD_REQUEST, "400 Bad Request\n");
        }
        return switch (target.path()) {
            case "/version" -> version();
            case "/metrics" -> new MetricsPage(member).page();
            default -> health.page(target).orElseGet(Page::notFound);
        };
    }

    private Page version() {
        String version = member.store.status().version();
        return Page.json("{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"" + version + "\",\"storage\":\""
                + version + "\"}");
    }

    private static void send(ChannelHandlerContext context, Page page, boolean head, boolean stays) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status(),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(page.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.type());
        response.headers().set("X-Content-Type-Options", "nosniff");
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, page.body().length);
        if (page.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET");
        }
        HttpUtil.setKeepAlive(response, stays);
        var written = context.writeAndFlush(response);
        if (!stays) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
