package dev.coracle.base.spdy;

import dev.coracle.base.wire.Duplex;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One end of a SPDY connection. {@link #run} reads what the peer sends, on a thread that the caller gives for it; streams are used from any thread. At most
 * {@value #MAX_STREAMS} streams are open at a time.
 */
public final class SpdyConnection implements AutoCloseable {

    private static final int MAX_STREAMS = 1000;
    private static final int MAX_CONTROL = 64 << 10;
    private static final int CHUNK = 32 << 10;
    private static final int PROTOCOL_ERROR = 1;
    private static final int INVALID_STREAM = 2;
    private static final int REFUSED = 3;

    /** Gets the streams that the peer opens. */
    @FunctionalInterface
    public interface Acceptor {
        /** On the reader's thread: must not wait for the stream. @return whether it is taken */
        boolean accept(SpdyStream stream);
    }

    private final Duplex duplex;
    private final Acceptor acceptor;
    private final HeaderCodec codec = new HeaderCodec();
    private final FrameWriter writer;
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger nextStream;
    private final int peersParity;
    private int lastOfPeer;
    private volatile boolean ended;

    private SpdyConnection(Duplex duplex, int first, Acceptor acceptor) {
        this.duplex = duplex;
        this.acceptor = acceptor;
        this.writer = new FrameWriter(duplex.output(), codec);
        this.nextStream = new AtomicInteger(first);
        this.peersParity = first % 2 == 1 ? 0 : 1;
    }

    /** The end that asked for the upgrade; streams that the other end opens are refused. */
    public static SpdyConnection client(Duplex duplex) {
        return new SpdyConnection(duplex, 1, stream -> false);
    }

    /** The end that agreed to the upgrade. */
    public static SpdyConnection server(Duplex duplex, Acceptor acceptor) {
        return new SpdyConnection(duplex, 2, acceptor);
    }

    /** Opens a stream. @throws IOException if the connection has gone or has too many */
    public SpdyStream open(Map<String, String> headers) throws IOException {
        if (ended || streams.size() >= MAX_STREAMS) {
            throw new IOException(ended ? "the connection has ended" : "too many streams");
        }
        SpdyStream stream = new SpdyStream(this, nextStream.getAndAdd(2), headers);
        streams.put(stream.id(), stream);
        writer.synStream(stream.id(), headers);
        return stream;
    }

    /** Tells the peer that this end is there; what it answers is of no interest. */
    public void ping() throws IOException {
        writer.ping(peersParity == 0 ? 1 : 2);
    }

    /** Reads until the peer has gone or this end is closed; then all streams are at their ends. @throws IOException if the peer breaks the protocol */
    public void run() throws IOException {
        DataInputStream in = new DataInputStream(duplex.input());
        try {
            while (!ended && frame(in)) {
                // the next one
            }
        } catch (EOFException gone) {
            // the usual end
        } catch (IOException e) {
            if (!ended) {
                throw e;
            }
        } finally {
            close();
            codec.endDecoding();
        }
    }

    private boolean frame(DataInputStream in) throws IOException {
        int first = in.readInt();
        int second = in.readInt();
        int flags = second >>> 24;
        int length = second & 0xffffff;
        if (first >= 0) {
            data(in, first, flags, length);
            return true;
        }
        if ((first >>> 16 & 0x7fff) != 3 || length > MAX_CONTROL) {
            throw new IOException("a malformed SPDY frame");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return control(first & 0xffff, flags, ByteBuffer.wrap(payload));
    }

    private void data(DataInputStream in, int id, int flags, int length) throws IOException {
        Optional<SpdyStream> stream = Optional.ofNullable(streams.get(id));
        for (int left = length; left > 0;) {
            byte[] chunk = new byte[Math.min(left, CHUNK)];
            in.readFully(chunk);
            left -= chunk.length;
            if (stream.isPresent()) {
                stream.get().deliver(chunk);
            }
        }
        ended(id, flags);
    }

    private boolean control(int type, int flags, ByteBuffer payload) throws IOException {
        int fixed = switch (type) {
            case FrameWriter.SYN_STREAM -> 10;
            case FrameWriter.RST_STREAM, FrameWriter.GOAWAY, FrameWriter.WINDOW_UPDATE -> 8;
            case FrameWriter.SYN_REPLY, FrameWriter.HEADERS, FrameWriter.PING -> 4;
            default -> 0;
        };
        if (payload.remaining() < fixed) {
            throw new IOException("a SPDY frame that is too short");
        }
        int id = fixed == 0 ? 0 : payload.getInt() & 0x7fffffff;
        switch (type) {
            case FrameWriter.SYN_STREAM -> {
                payload.position(10);
                opened(id, flags, codec.decode(rest(payload)));
            }
            case FrameWriter.SYN_REPLY, FrameWriter.HEADERS -> {
                codec.decode(rest(payload)); // of no interest, and yet the next block builds on it
                ended(id, flags);
            }
            case FrameWriter.RST_STREAM -> Optional.ofNullable(streams.get(id)).ifPresent(SpdyStream::breaks);
            case FrameWriter.PING -> {
                if (id % 2 == peersParity) {
                    writer.ping(id);
                }
            }
            case FrameWriter.GOAWAY -> {
                return false;
            }
            default -> {
                // settings and windows: nobody keeps to them
            }
        }
        return true;
    }

    private static byte[] rest(ByteBuffer payload) {
        byte[] rest = new byte[payload.remaining()];
        payload.get(rest);
        return rest;
    }

    private void ended(int id, int flags) throws IOException {
        SpdyStream stream = streams.get(id);
        if (stream != null && (flags & FrameWriter.FIN) != 0) {
            stream.inputEnds();
        }
    }

    private void opened(int id, int flags, Map<String, String> headers) throws IOException {
        if (id % 2 != peersParity || id <= lastOfPeer) {
            writer.reset(id, PROTOCOL_ERROR);
            return;
        }
        lastOfPeer = id;
        if (streams.size() >= MAX_STREAMS) {
            writer.reset(id, REFUSED);
            return;
        }
        SpdyStream stream = new SpdyStream(this, id, headers);
        streams.put(id, stream);
        writer.synReply(id);
        ended(id, flags);
        if (!acceptor.accept(stream)) {
            streams.remove(id);
            stream.breaks();
            writer.reset(id, INVALID_STREAM);
        }
    }

    FrameWriter writer() {
        return writer;
    }

    void forget(SpdyStream stream) {
        streams.remove(stream.id());
    }

    /** Ends the connection and all its streams. Idempotent. */
    @Override
    public void close() {
        ended = true;
        streams.values().forEach(SpdyStream::breaks);
        duplex.close();
        writer.close();
    }
}
