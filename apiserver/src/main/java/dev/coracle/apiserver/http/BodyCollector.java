package dev.coracle.apiserver.http;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.http.limit.Limits;
import dev.coracle.apiserver.http.limit.Uploads;
import dev.coracle.apiserver.response.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects a request's body, in an array of its own: pieces of the socket's buffers would keep the whole of them. One that is too large is answered with 413, one for which there
 * is no room now with 429; the rest of either is read and forgotten, for a client that still sends would not hear the answer of a server that hangs up. Who takes too long
 * to send one is cut off.
 */
final class BodyCollector extends ChannelInboundHandlerAdapter {

    private static final byte[] NONE = {};

    private final Exchanges exchanges;
    private @Nullable HttpRequest head;
    private @Nullable Future<?> deadline;
    private byte[] body = NONE;
    private int length;
    private int taken;
    private boolean forgetting;

    BodyCollector(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (message instanceof HttpRequest request) {
                begin(context, request);
            }
            if (message instanceof HttpContent content) {
                more(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        forgetting = false;
        head = request;
        if (request.decoderResult().isFailure()) {
            refuse(context, malformed(request.decoderResult().cause()), true);
        } else if (length(request) > Limits.MAX_BODY) {
            refuse(context, tooLarge(), false);
        } else if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE,
                    Unpooled.EMPTY_BUFFER));
        } else if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            refuse(context, HttpResponse.text(417, "417 Expectation Failed"), false);
        }
    }

    private static long length(HttpRequest request) {
        try {
            return HttpUtil.getContentLength(request, 0L);
        } catch (NumberFormatException unknown) {
            return 0; // only ever over HTTP/2, where frames say how long it is
        }
    }

    private void more(ChannelHandlerContext context, HttpContent content) {
        HttpRequest request = head;
        if (request == null) {
            return;
        }
        if (!forgetting && content.decoderResult().isFailure()) {
            refuse(context, malformed(content.decoderResult().cause()), true);
        }
        if (!forgetting) {
            append(context, content.content());
        }
        if (content instanceof LastHttpContent) {
            Received whole = new Received(request, body.length == length ? body : Arrays.copyOf(body, length), taken,
                    Optional.empty(), false);
            boolean wanted = !forgetting;
            taken = 0; // it goes with the request
            reset();
            if (wanted) {
                context.fireChannelRead(whole);
            }
        }
    }

    private void append(ChannelHandlerContext context, ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (length + more > Limits.MAX_BODY) {
            refuse(context, tooLarge(), false);
            return;
        }
        while (length + more > Uploads.FREE + taken) {
            if (!exchanges.uploads().take()) {
                refuse(context, noRoom(), false);
                return;
            }
            taken += Uploads.FREE;
        }
        if (length + more > body.length) {
            body = Arrays.copyOf(body, Math.max(length + more, Math.min(Limits.MAX_BODY, body.length * 2)));
        }
        bytes.readBytes(body, length, more);
        length += more;
    }

    private void refuse(ChannelHandlerContext context, HttpResponse answer, boolean ends) {
        HttpRequest request = head;
        giveBack();
        forgetting = true;
        if (request != null) {
            context.fireChannelRead(new Received(request, NONE, 0, Optional.of(answer), ends));
        }
    }

    private static HttpResponse malformed(Throwable cause) {
        return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException
                ? HttpResponse.text(431, "431 Request Header Fields Too Large")
                : HttpResponse.text(400, "400 Bad Request");
    }

    private static HttpResponse tooLarge() {
        return status(413,
                StatusException.tooLarge("Request entity too large: limit is " + Limits.MAX_BODY));
    }

    private static HttpResponse noRoom() {
        return status(429, StatusException.tooManyRequests("Too many large requests, please try again later.", 1))
                .with("Retry-After", "1");
    }

    private static HttpResponse status(int code, StatusException refusal) {
        return HttpResponse.of(code, "application/json", Json.print(refusal.status().toTree()));
    }

    /** Only what has not come with the head is waited for, and only then is there a clock to look at. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (head != null && deadline == null) {
            deadline = context.executor().schedule(() -> {
                context.close();
            }, exchanges.timeouts().body().toMillis(), TimeUnit.MILLISECONDS);
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        giveBack();
        reset();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        giveBack();
        reset();
    }

    private void giveBack() {
        exchanges.uploads().give(taken);
        taken = 0;
        body = NONE;
        length = 0;
    }

    private void reset() {
        Future<?> clock = deadline;
        if (clock != null) {
            clock.cancel(false);
            deadline = null;
        }
        head = null;
        body = NONE;
        length = 0;
        forgetting = false;
    }
}
