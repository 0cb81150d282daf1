package dev.coracle.testing;

import dev.coracle.apiserver.response.ByteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/** A stream of the API server, such as a watch, to be read by one thread; {@link #close} may come from any. */
final class StreamInput extends InputStream {

    private static final int BATCH = 1 << 16;

    private final ByteStream stream;
    private final Semaphore woken = new Semaphore(0);
    private byte[] buffer = new byte[1 << 12];
    private int from;
    private int to;
    private boolean ended;
    private volatile boolean closed;

    StreamInput(ByteStream stream) {
        this.stream = stream;
        stream.start(woken::release);
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[from++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, target, offset, count);
        from += count;
        return count;
    }

    @Override
    public int available() {
        return to - from;
    }

    /** Waits until there is something to read. @return false at the end */
    private boolean fill() throws IOException {
        while (from == to) {
            if (closed) {
                throw new IOException("the stream was closed");
            }
            if (ended) {
                return false;
            }
            from = 0;
            to = 0;
            ByteStream.Next next = stream.drain(this::append, BATCH);
            ended = next == ByteStream.Next.END || next == ByteStream.Next.BROKEN;
            if (next == ByteStream.Next.WAIT && from == to) {
                await();
            }
        }
        return true;
    }

    private void append(byte[] array, int offset, int length) {
        if (buffer.length - to < length) {
            byte[] larger = new byte[Math.max(buffer.length * 2, to + length)];
            System.arraycopy(buffer, 0, larger, 0, to);
            buffer = larger;
        }
        System.arraycopy(array, offset, buffer, to, length);
        to += length;
    }

    private void await() throws IOException {
        try {
            woken.acquire();
            woken.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the stream");
        }
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
        woken.release();
    }
}
