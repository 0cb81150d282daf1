package dev.coracle.apiserver.http;

import dev.coracle.apiserver.http.limit.IdleTimer;
import dev.coracle.apiserver.http.limit.Limits;
import dev.coracle.base.metrics.Metrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Optional;

/** Puts together the handlers of one connection: TLS, then HTTP/1.1 or HTTP/2 as agreed; both end in the same {@link RequestHandler}. */
final class Connections {

    private static final Counter HANDSHAKE_ERRORS = Metrics.counter("apiserver_tls_handshake_errors_total",
            "[ALPHA] Connections that ended in the TLS handshake.");

    /** Watches that have the same event and share a connection have it in one write, and their frames as many to a TLS record as fit. */
    private static final int STREAMS_A_WRITE = 64;

    private Connections() {}

    /** @param streams at once on a connection of HTTP/2 */
    static void initialize(Channel channel, Optional<SslContext> ssl, int streams, Exchanges exchanges) {
        if (ssl.isEmpty()) {
            http1(channel.pipeline(), exchanges);
            return;
        }
        SslHandler tls = ssl.get().newHandler(channel.alloc());
        tls.setHandshakeTimeoutMillis(10_000);
        channel.pipeline().addLast(tls).addLast(new Negotiated(streams, exchanges));
    }

    private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
        private final int streams;
        private final Exchanges exchanges;

        Negotiated(int streams, Exchanges exchanges) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.streams = streams;
            this.exchanges = exchanges;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(context.pipeline(), streams, exchanges);
            } else {
                http1(context.pipeline(), exchanges);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            HANDSHAKE_ERRORS.inc();
            context.close(); // a peer that does not trust us, or a port scan: nothing to say
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static void http1(ChannelPipeline pipeline, Exchanges exchanges) {
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig().setMaxInitialLineLength(Limits.MAX_LINE)
                .setMaxHeaderSize(Limits.MAX_HEADER).setMaxChunkSize(Limits.CHUNK)));
        pipeline.addLast(new BodyCollector(exchanges));
        pipeline.addLast(
                new RequestHandler(exchanges, IdleTimer.start(pipeline.channel(), exchanges.timeouts()), true));
    }

    private static void http2(ChannelPipeline pipeline, int streams, Exchanges exchanges) {
        Http2Settings settings = Http2Settings.defaultSettings().maxConcurrentStreams(streams)
                .maxHeaderListSize(Limits.MAX_HEADER).initialWindowSize(1 << 20);
        IdleTimer idle = IdleTimer.start(pipeline.channel(), exchanges.timeouts());
        pipeline.addLast(new FlushConsolidationHandler(STREAMS_A_WRITE, true));
        pipeline.addLast(Http2FrameCodecBuilder.forServer().initialSettings(settings).build());
        pipeline.addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                stream.pipeline().addLast(new BodyCollector(exchanges));
                stream.pipeline().addLast(new RequestHandler(exchanges, idle, false));
                idle.begin();
                stream.closeFuture().addListener(closed -> idle.end());
            }
        }));
        pipeline.addLast(new Broken());
    }

    /** The last to hear of a connection that broke: a client that went away is no news. */
    private static final class Broken extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof Http2Exception)) { // those the codec answers itself, with the reason, and closes
                context.close();
            }
        }
    }
}
