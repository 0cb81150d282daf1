package dev.coracle.base.spdy;

import dev.coracle.base.wire.BoundedPipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream of a {@link SpdyConnection}. Its input ends when the peer has closed its half; closing its output closes ours. One thread may read while another writes. What waits to
 * be read is bounded; beyond that, the connection is held up.
 */
public final class SpdyStream {

    private static final int MAX_FRAME = 32 << 10;
    private static final int CANCEL = 5;

    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private final BoundedPipe arriving = new BoundedPipe();
    private final AtomicBoolean inputEnded = new AtomicBoolean();
    private final AtomicBoolean outputEnded = new AtomicBoolean();
    private final Output output = new Output();

    SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
        this.connection = connection;
        this.id = id;
        this.headers = Map.copyOf(headers);
    }

    int id() {
        return id;
    }

    /** What the one who opened it said, by lower-case name. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Reading waits for the peer; closing it drops what still comes. */
    public InputStream input() {
        return arriving.input();
    }

    /** Closing it tells the peer that no more comes. */
    public OutputStream output() {
        return output;
    }

    /** Ends both directions at once, whatever waits in them. */
    public void reset() {
        boolean over = inputEnded.get() && outputEnded.get();
        breaks();
        if (!over) {
            try {
                connection.writer().reset(id, CANCEL);
            } catch (IOException gone) {
                // so is the peer
            }
        }
    }

    /** From the connection's reader: waits while too much waits. */
    void deliver(byte[] data) {
        try {
            arriving.output().write(data);
        } catch (IOException unwanted) {
            // nobody reads it any more
        }
    }

    /** The peer has closed its half. */
    void inputEnds() throws IOException {
        inputEnded.set(true);
        arriving.output().close();
        forgetIfDone();
    }

    /** One of both has reset it, or the connection has gone. */
    void breaks() {
        inputEnded.set(true);
        outputEnded.set(true);
        arriving.breakOff();
        connection.forget(this);
    }

    private void forgetIfDone() {
        if (inputEnded.get() && outputEnded.get()) {
            connection.forget(this);
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, data.length);
            for (int at = 0; at < length; at += MAX_FRAME) {
                if (outputEnded.get()) {
                    throw new IOException("the stream is closed");
                }
                connection.writer().data(id, data, offset + at, Math.min(MAX_FRAME, length - at), false);
            }
        }

        @Override
        public void close() throws IOException {
            if (outputEnded.compareAndSet(false, true)) {
                connection.writer().data(id, new byte[0], 0, 0, true);
                forgetIfDone();
            }
        }
    }
}
