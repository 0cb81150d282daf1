package dev.coracle.apiserver.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reads a {@link ByteStream} in blocking style, for in-memory transports. Closing it from another thread ends a read that waits. */
public final class StreamReader extends InputStream {

    private static final int CHUNK = 64 << 10;

    private final ByteStream stream;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] ready = new byte[0];
    private int position;
    private boolean woken = true;
    private boolean ended;
    private boolean closed;

    public StreamReader(ByteStream stream) {
        this.stream = stream;
        stream.start(this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int available() {
        return ready.length - position;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (position == ready.length) {
            if (ended || !awaitWake()) {
                return -1;
            }
            fill();
        }
        int taken = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, into, offset, taken);
        position += taken;
        return taken;
    }

    private void fill() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteStream.Next next = stream.drain(out::write, CHUNK);
        ready = out.toByteArray();
        position = 0;
        switch (next) {
            case MORE -> wake();
            case WAIT -> {
            }
            case END, BROKEN -> {
                ended = true;
                stream.close();
            }
        }
    }

    /** Waits until there may be something; false once closed. */
    private boolean awaitWake() throws InterruptedIOException {
        lock.lock();
        try {
            while (!woken && !closed) {
                changed.await();
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a stream");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        stream.close();
    }
}
