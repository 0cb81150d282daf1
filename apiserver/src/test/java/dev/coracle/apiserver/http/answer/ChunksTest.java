package dev.coracle.apiserver.http.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunksTest {

    private static final int[] SIZES = {1, 9, 15, 16, 255, 4096, 1 << 17, 3_000_000};

    private final EmbeddedChannel server = new EmbeddedChannel(new HttpServerCodec(),
            new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext context = server.pipeline().lastContext();

    private static void send(Chunks chunks, int expected, byte[] bytes) {
        ByteBuf chunk = chunks.begin(expected);
        assertEquals(0, chunk.readableBytes());
        chunks.send(chunk.writeBytes(bytes));
    }

    private byte[] sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = server.readOutbound(); next != null; next = server.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }

    @Test
    void whatWasSentInChunksArrives() {
        server.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", US_ASCII));
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        context.write(head);
        Chunks chunks = new Chunks(context);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Random random = new Random(1);
        for (int size : SIZES) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            body.writeBytes(bytes);
            send(chunks, 64, bytes);
        }
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);

        EmbeddedChannel client = new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(8 << 20));
        client.writeInbound(Unpooled.wrappedBuffer(sent()));
        FullHttpResponse answer = client.readInbound();
        assertTrue(answer.decoderResult().isSuccess());
        assertArrayEquals(body.toByteArray(), ByteBufUtil.getBytes(answer.content()));
        answer.release();
        server.finishAndReleaseAll();
        client.finishAndReleaseAll();
    }

    @Test
    void aSizeHasNoZerosBeforeIt() {
        Chunks chunks = new Chunks(context);
        send(chunks, 1024, new byte[26]);
        assertEquals("1a\r\n" + "\0".repeat(26) + "\r\n", new String(sent(), US_ASCII));
        server.finishAndReleaseAll();
    }

    @Test
    void withoutTheCodecOfHttp1ItIsAMessage() {
        EmbeddedChannel stream = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        Chunks chunks = new Chunks(stream.pipeline().lastContext());
        send(chunks, 8, new byte[]{1, 2, 3});
        DefaultHttpContent content = stream.readOutbound();
        assertArrayEquals(new byte[]{1, 2, 3}, ByteBufUtil.getBytes(content.content()));
        content.release();
        stream.finishAndReleaseAll();
    }
}
