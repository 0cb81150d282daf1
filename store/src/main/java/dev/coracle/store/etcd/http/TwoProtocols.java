package dev.coracle.store.etcd.http;

import io.grpc.internal.ObjectPool;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslCompletionEvent;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * gRPC and HTTP/1.1 on one port, as etcd has it. A gRPC client's connection begins with HTTP/2's preface, {@code PRI * HTTP/2.0}; the first
 * three bytes tell it from any HTTP/1.1 method. So the decision is made inside gRPC's own Netty pipeline, where its protocol negotiation
 * takes place: either gRPC's handlers go on with the bytes, or HTTP/1.1's do. There is no second port and no copying between sockets. A
 * connection that never becomes gRPC is closed by gRPC's handshake timeout, which bounds idle ones. Over TLS the same decision is made on the
 * first bytes that come out of it.
 */
public final class TwoProtocols implements InternalProtocolNegotiator.ServerFactory {

    private static final byte[] HTTP2 = "PRI".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_BODY = 64 * 1024;

    private final Optional<ServerTls> tls;
    private final Supplier<ChannelHandler> pages;

    /** @param pages makes the handler that answers HTTP/1.1 requests of one connection */
    public TwoProtocols(Optional<ServerTls> tls, Supplier<ChannelHandler> pages) {
        this.tls = tls;
        this.pages = pages;
    }

    @Override
    public ProtocolNegotiator newNegotiator(ObjectPool<? extends Executor> executors) {
        ProtocolNegotiator grpc = InternalProtocolNegotiators.serverPlaintext();
        return new ProtocolNegotiator() {
            @Override
            public AsciiString scheme() {
                return grpc.scheme();
            }

            @Override
            public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
                return new FirstBytes(tls, grpc.newHandler(handler), pages);
            }

            @Override
            public void close() {
                grpc.close();
            }
        };
    }

    /** Waits for the first bytes, puts the right handlers in its place, and hands them what it has read. */
    private static final class FirstBytes extends ByteToMessageDecoder {
        private final Optional<ServerTls> tls;
        private final ChannelHandler grpc;
        private final Supplier<ChannelHandler> pages;
        private @Nullable Object begin;

        FirstBytes(Optional<ServerTls> tls, ChannelHandler grpc, Supplier<ChannelHandler> pages) {
            this.tls = tls;
            this.grpc = grpc;
            this.pages = pages;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            tls.ifPresent(t -> context.pipeline().addBefore(context.name(), "tls", t.handler(context.alloc())));
        }

        /** gRPC's negotiation begins with an event; it is kept until it is known whether there is any. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (begin == null && !(event instanceof SslCompletionEvent)) {
                begin = event;
            } else {
                super.userEventTriggered(context, event);
            }
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < HTTP2.length) {
                return;
            }
            boolean http2 = true;
            for (int i = 0; i < HTTP2.length; i++) {
                http2 &= in.getByte(in.readerIndex() + i) == HTTP2[i];
            }
            if (http2) {
                context.pipeline().addAfter(context.name(), null, grpc);
                Object event = begin;
                if (event != null) {
                    context.fireUserEventTriggered(event);
                }
            } else {
                ChannelHandler codec = new HttpServerCodec();
                ChannelHandler whole = new HttpObjectAggregator(MAX_BODY);
                context.pipeline().addAfter(context.name(), "http1", codec);
                context.pipeline().addAfter("http1", "http1-whole", whole);
                context.pipeline().addAfter("http1-whole", "http1-pages", pages.get());
            }
            context.pipeline().remove(this);
        }
    }
}
