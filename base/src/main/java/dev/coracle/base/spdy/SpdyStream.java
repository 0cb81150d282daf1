package dev.coracle.base.spdy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream of a {@link SpdyConnection}. Its input ends when the peer has closed its half; closing its output closes ours. One thread may read while another writes.
 */
public final class SpdyStream {

    /** Bytes that wait to be read before the connection is held up. */
    private static final int MAX_WAITING = 128 << 10;
    private static final int MAX_FRAME = 32 << 10;
    private static final int CANCEL = 5;

    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int taken;
    private int bytes;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean discards;
    private boolean broken;
    private final Input input = new Input();
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
        return input;
    }

    /** Closing it tells the peer that no more comes. */
    public OutputStream output() {
        return output;
    }

    /** Ends both directions at once, whatever waits in them. */
    public void reset() {
        boolean tell;
        lock.lock();
        try {
            tell = !broken && !(inputEnded && outputEnded);
            broken = true;
            inputEnded = true;
            outputEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        connection.forget(this);
        if (tell) {
            try {
                connection.writer().reset(id, CANCEL);
            } catch (IOException gone) {
                // so is the peer
            }
        }
    }

    /** From the connection's reader: waits while too much waits. */
    void deliver(byte[] data) throws InterruptedException {
        lock.lock();
        try {
            while (bytes >= MAX_WAITING && !discards && !inputEnded) {
                changed.await();
            }
            if (!discards && !inputEnded && data.length > 0) {
                waiting.add(data);
                bytes += data.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The peer has closed its half. */
    void inputEnds() {
        lock.lock();
        try {
            inputEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        forgetIfDone();
    }

    /** The peer has reset it, or the connection has gone. */
    void breaks() {
        lock.lock();
        try {
            broken = broken || !inputEnded;
            inputEnded = true;
            outputEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        connection.forget(this);
    }

    private void forgetIfDone() {
        lock.lock();
        try {
            if (!inputEnded || !outputEnded) {
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.forget(this);
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            lock.lock();
            try {
                while (waiting.isEmpty() && !inputEnded && !discards) {
                    changed.await();
                }
                byte[] first = waiting.peek();
                if (first == null) {
                    if (broken) {
                        throw new IOException("the stream was reset");
                    }
                    return -1;
                }
                int count = Math.min(length, first.length - taken);
                System.arraycopy(first, taken, into, offset, count);
                taken += count;
                bytes -= count;
                if (taken == first.length) {
                    waiting.remove();
                    taken = 0;
                }
                changed.signalAll();
                return count;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading a stream");
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                discards = true;
                waiting.clear();
                bytes = 0;
                taken = 0;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
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
                checkOpen();
                connection.writer().data(id, data, offset + at, Math.min(MAX_FRAME, length - at), false);
            }
        }

        private void checkOpen() throws IOException {
            lock.lock();
            try {
                if (outputEnded) {
                    throw new IOException("the stream is closed");
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (outputEnded) {
                    return;
                }
                outputEnded = true;
            } finally {
                lock.unlock();
            }
            connection.writer().data(id, new byte[0], 0, 0, true);
            forgetIfDone();
        }
    }
}
