package dev.coracle.apiserver.http.answer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of an answer whose length nobody knows (RFC 9112, 7.1). An event to a thousand watches is a thousand chunks, so in HTTP/1.1 a chunk's size and its
 * end are put around it in the same buffer, and it goes past the codec, which would make three messages of it. In HTTP/2 its frames have
 * lengths. The head of the answer and its last chunk are the codec's in either case.
 */
final class Chunks {

    /** Eight digits and a line's end. */
    private static final int SIZE_LINE = 10;
    private static final int END = '\r' << 8 | '\n';
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ChannelHandlerContext context;
    private final @Nullable ChannelHandlerContext codec;

    Chunks(ChannelHandlerContext context) {
        this.context = context;
        this.codec = context.pipeline().context(HttpServerCodec.class);
    }

    /** A buffer for a chunk of about {@code bytes}, with nothing in it yet. */
    ByteBuf begin(int bytes) {
        if (codec == null) {
            return context.alloc().buffer(bytes);
        }
        return context.alloc().buffer(SIZE_LINE + bytes + Short.BYTES).setIndex(SIZE_LINE, SIZE_LINE);
    }

    /** @param chunk of {@link #begin}, not empty; it is not the caller's any more */
    void send(ByteBuf chunk) {
        if (codec == null) {
            context.writeAndFlush(new DefaultHttpContent(chunk));
            return;
        }
        int size = chunk.readableBytes();
        chunk.writeShort(END);
        int at = SIZE_LINE - Short.BYTES;
        chunk.setShort(at, END);
        do {
            chunk.setByte(--at, DIGITS[size & 15]);
            size >>>= 4;
        } while (size > 0);
        codec.writeAndFlush(chunk.readerIndex(at));
    }
}
