package dev.coracle.base.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** From one thread's output to another's input; a writer waits while {@value #MAX_WAITING} bytes are waiting to be read. */
public final class BoundedPipe {

    private static final int MAX_WAITING = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int taken;
    private int bytes;
    private boolean ended;
    private boolean abandoned;
    private boolean broken;

    /** Closing it makes writers fail. */
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, into.length);
                return length == 0 ? 0 : take(into, offset, length);
            }

            @Override
            public void close() {
                end(true);
            }
        };
    }

    /** Closing it is the end of the input. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                if (length > 0) {
                    put(Arrays.copyOfRange(data, offset, offset + length));
                }
            }

            @Override
            public void close() {
                end(false);
            }
        };
    }

    private void put(byte[] data) throws IOException {
        lock.lock();
        try {
            while (bytes >= MAX_WAITING && !abandoned && !ended) {
                changed.await();
            }
            if (abandoned || ended) {
                throw new IOException("the pipe is closed");
            }
            waiting.add(data);
            bytes += data.length;
            changed.signalAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing to a pipe");
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended && !abandoned) {
                changed.await();
            }
            byte[] first = waiting.peek();
            if (first == null || abandoned) {
                if (broken && !abandoned) {
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
            throw new InterruptedIOException("interrupted while reading a pipe");
        } finally {
            lock.unlock();
        }
    }

    /** The end of the input before its time: who has read what is there, fails. Without effect after the end. */
    public void breakOff() {
        lock.lock();
        try {
            broken = broken || !ended;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean byReader) {
        lock.lock();
        try {
            ended = true;
            abandoned = abandoned || byReader;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
