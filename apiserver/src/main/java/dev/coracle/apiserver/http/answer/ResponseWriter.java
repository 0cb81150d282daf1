package dev.coracle.apiserver.http.answer;

import dev.coracle.apiserver.http.limit.Limits;
import dev.coracle.apiserver.http.limit.Timeouts;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.MadeStream;
import dev.coracle.apiserver.response.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes one answer, no faster than the peer takes it: what waits for the socket is bounded by the channel's high-water mark plus one
 * chunk. Lives on the event loop, but for {@link #wake}.
 */
public final class ResponseWriter {

    private final ChannelHandlerContext context;
    private final Streams streams;
    private final HttpResponse response;
    /** Of an answer that is made while it is taken. */
    private final @Nullable ByteStream making;
    private final boolean head;
    private final boolean keepAlive;
    private final Runnable whenDone;
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final Rounds.Turn turn = new Rounds.Turn(this::woken);
    /** What the last chunk of a stream came to: the next one is likely to be as large. */
    private int lastChunk = 1 << 10;
    /** Of an answer that comes in chunks, which few do. */
    private @Nullable Chunks chunks;
    private int pieceIndex;
    private int pieceOffset;
    /** All that there is to write has been handed to the channel. */
    private boolean handedOver;
    private boolean finished;
    private final long begunNanos = System.nanoTime();
    private long movedNanos = begunNanos;
    /** What the reader had to take then, before there was room for more. */
    private long behind;
    /** How long the reader waited for pieces to be made, and since when he waits for one; 0 if he does not. */
    private long makingNanos;
    private long waitingNanos;
    private @Nullable Future<?> impatient;

    /**
     * @param head     whether the head is all that is asked for
     * @param whenDone called on the event loop when all is written, or the peer has gone; once
     */
    public ResponseWriter(ChannelHandlerContext context, Streams streams, HttpResponse response, boolean head,
            boolean keepAlive, Runnable whenDone) {
        this.context = context;
        this.streams = streams;
        this.response = response;
        this.making = response instanceof HttpResponse.Made made ? new MadeStream(made.maker()) : null;
        this.head = head;
        this.keepAlive = keepAlive;
        this.whenDone = whenDone;
    }

    /** Begins. What there is no room for follows when {@link #resume} is called. */
    public void write() {
        if (!context.channel().isActive()) {
            abandon();
            return;
        }
        switch (response) {
            case HttpResponse.Bytes bytes when bytes.body().length <= Limits.CHUNK -> writeWhole(bytes.body().length,
                    Unpooled.wrappedBuffer(bytes.body()));
            case HttpResponse.Bytes bytes -> {
                writeHead(bytes.body().length);
                resume();
            }
            case HttpResponse.Pieces pieces -> {
                if (pieces.length() <= Limits.CHUNK) {
                    writeWhole(pieces.length(), copied(pieces));
                } else {
                    writeHead(pieces.length());
                    resume();
                }
            }
            case HttpResponse.Upgrade upgrade -> writeUpgrade(upgrade);
            case HttpResponse.Made made -> {
                writeHead(-1);
                begin(making);
            }
            case HttpResponse.Stream stream -> {
                writeHead(-1);
                context.flush();
                streams.streamBegins(stream.body());
                stream.body().start(this::wake);
                resume();
            }
        }
        mindReader();
    }

    private void begin(@Nullable ByteStream made) {
        if (made != null) {
            made.start(this::wakeAtOnce);
            resume();
        }
    }

    /** A reader that does not take what it has asked for is cut off; whoever reads, however slowly, has its time. */
    private void mindReader() {
        Future<?> running = impatient;
        if (waitsForReader() && running == null) {
            minding(streams.timeouts().stall());
        } else if (finished && running != null) {
            running.cancel(false);
            impatient = null;
        }
    }

    private boolean waitsForReader() {
        return !finished && (!goesOn() || !context.channel().isWritable());
    }

    /** Whether it is not the reader that is waited for; that time is not his. */
    private boolean waitsForMaker() {
        return response instanceof HttpResponse.Made && !handedOver && context.channel().isWritable();
    }

    private boolean goesOn() {
        return response instanceof HttpResponse.Stream;
    }

    private void minding(Duration next) {
        impatient = context.executor().schedule(this::lookAtReader, Math.max(1, next.toMillis()),
                TimeUnit.MILLISECONDS);
    }

    private void lookAtReader() {
        impatient = null;
        if (!waitsForReader()) {
            return;
        }
        Timeouts timeouts = streams.timeouts();
        Duration allowed = goesOn() ? timeouts.answer() : timeouts.stall();
        long now = System.nanoTime();
        if (context.channel().bytesBeforeWritable() < behind) {
            handed(); // he has taken something since, though not enough for more to be written
        }
        Duration left = allowed.minusNanos(now - movedNanos);
        boolean late = !goesOn() && now - begunNanos - makingNanos > timeouts.answer().toNanos();
        if (waitsForMaker()) {
            minding(timeouts.stall());
        } else if (late || !left.isPositive()) {
            context.close();
        } else {
            minding(left);
        }
    }

    /** There is room again in the channel, or something new in the stream. */
    public void resume() {
        if (finished) {
            return;
        }
        switch (response) {
            case HttpResponse.Bytes bytes -> {
                if (!handedOver) {
                    copyPieces(List.of(Slice.of(bytes.body())));
                }
            }
            case HttpResponse.Upgrade upgrade -> {
            }
            case HttpResponse.Pieces pieces -> {
                if (!handedOver) {
                    copyPieces(pieces.pieces());
                }
            }
            case HttpResponse.Made made -> {
                if (head) {
                    end();
                } else if (!handedOver && making != null) {
                    makingNanos += waitingNanos == 0 ? 0 : System.nanoTime() - waitingNanos;
                    waitingNanos = 0;
                    drain(making);
                }
            }
            case HttpResponse.Stream stream -> {
                if (!handedOver) {
                    drain(stream.body());
                }
            }
        }
        if (response instanceof HttpResponse.Stream) {
            mindReader();
        }
    }

    /** The peer has gone. */
    public void abandon() {
        finish();
    }

    private void wake() {
        if (wakePending.compareAndSet(false, true)) {
            streams.rounds(context.executor()).wake(turn);
        }
    }

    /** A list has a reader that waits for it; and no other is made until this piece is taken. */
    private void wakeAtOnce() {
        context.executor().execute(this::woken);
    }

    private void woken() {
        wakePending.set(false);
        resume();
    }

    /** A single object is cached bytes and a line's end: one message, as all that is small. */
    private ByteBuf copied(HttpResponse.Pieces pieces) {
        ByteBuf whole = context.alloc().buffer((int) pieces.length());
        pieces.pieces().forEach(piece -> whole.writeBytes(piece.array(), piece.offset(), piece.length()));
        return whole;
    }

    private void writeWhole(long length, ByteBuf body) {
        handedOver = true;
        DefaultFullHttpResponse message = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()), head ? Unpooled.EMPTY_BUFFER : body);
        if (head) {
            body.release();
        }
        fields(message.headers(), length);
        ended(context.writeAndFlush(message));
    }

    /** Whoever comes after HTTP takes over the channel when the head is on its way. */
    private void writeUpgrade(HttpResponse.Upgrade upgrade) {
        DefaultFullHttpResponse message = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        upgrade.headers().forEach(header -> message.headers().add(header.name(), header.value()));
        message.headers().set(HttpHeaderNames.DATE, HttpDate.now());
        ended(context.writeAndFlush(message));
    }

    private void writeHead(long length) {
        DefaultHttpResponse message = new DefaultHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()));
        fields(message.headers(), length);
        context.write(message);
    }

    private void fields(HttpHeaders headers, long length) {
        for (HttpResponse.Header header : response.headers()) {
            if (!header.name().equals("Connection")) { // said below, and not in HTTP/2
                headers.add(header.name(), header.value());
            }
        }
        headers.set(HttpHeaderNames.DATE, HttpDate.now());
        if (length >= 0) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
        } else {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void copyPieces(List<Slice> pieces) {
        while (!head && pieceIndex < pieces.size() && context.channel().isWritable()) {
            ByteBuf chunk = context.alloc().buffer(Limits.CHUNK);
            while (pieceIndex < pieces.size() && chunk.readableBytes() < Limits.CHUNK) {
                Slice piece = pieces.get(pieceIndex);
                int taken = Math.min(piece.length() - pieceOffset, Limits.CHUNK - chunk.readableBytes());
                chunk.writeBytes(piece.array(), piece.offset() + pieceOffset, taken);
                pieceOffset += taken;
                if (pieceOffset == piece.length()) {
                    pieceIndex++;
                    pieceOffset = 0;
                }
            }
            context.writeAndFlush(new DefaultHttpContent(chunk));
            handed();
        }
        if (head || pieceIndex == pieces.size()) {
            end();
        }
    }

    private void handed() {
        movedNanos = System.nanoTime();
        behind = context.channel().bytesBeforeWritable();
    }

    private Chunks chunks() {
        Chunks known = chunks;
        if (known == null) {
            known = new Chunks(context);
            chunks = known;
        }
        return known;
    }

    private void drain(ByteStream stream) {
        ByteStream.Next next = ByteStream.Next.MORE;
        while (next == ByteStream.Next.MORE && context.channel().isWritable()) {
            ByteBuf chunk = chunks().begin(lastChunk);
            next = stream.drain(chunk::writeBytes, Limits.CHUNK);
            if (chunk.isReadable()) {
                lastChunk = Math.clamp(chunk.readableBytes(), 1 << 10, Limits.CHUNK);
                chunks().send(chunk);
                handed();
            } else {
                chunk.release();
            }
        }
        switch (next) {
            case MORE -> {
            }
            case WAIT -> waitingNanos = System.nanoTime();
            case END -> end();
            case BROKEN -> context.close();
        }
    }

    /** Once: a write may make room, and so come back here before it returns. */
    private void end() {
        if (handedOver) {
            return;
        }
        handedOver = true;
        ended(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    private void ended(ChannelFuture written) {
        written.addListener(done -> finish());
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        mindReader();
        if (response instanceof HttpResponse.Stream stream) {
            streams.streamEnds(stream.body());
            stream.body().close();
        }
        if (making != null) {
            making.close();
        }
        whenDone.run();
    }

    /** The Date header, made once a second at most by whoever comes first. */
    private record HttpDate(long second, String text) {
        private static volatile HttpDate last = new HttpDate(0, "");

        static String now() {
            long second = System.currentTimeMillis() / 1000;
            HttpDate date = last;
            if (date.second != second) {
                date = new HttpDate(second,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
                last = date;
            }
            return date.text;
        }
    }
}
