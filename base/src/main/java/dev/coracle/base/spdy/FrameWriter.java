package dev.coracle.base.spdy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Writes whole frames, one at a time, whoever writes. */
final class FrameWriter {

    static final int SYN_STREAM = 1;
    static final int SYN_REPLY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int HEADERS = 8;
    static final int WINDOW_UPDATE = 9;
    static final int FIN = 1;

    private static final int VERSION = 0x8003;

    private final OutputStream out;
    private final HeaderCodec codec;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    FrameWriter(OutputStream out, HeaderCodec codec) {
        this.out = out;
        this.codec = codec;
    }

    void synStream(int stream, Map<String, String> headers) throws IOException {
        headers(SYN_STREAM, ByteBuffer.allocate(10).putInt(stream).putInt(0).putShort((short) 0).array(), headers);
    }

    void synReply(int stream) throws IOException {
        headers(SYN_REPLY, number(stream), Map.of());
    }

    /** Blocks are compressed under the lock: they must come in the order of the compressor. */
    private void headers(int type, byte[] before, Map<String, String> headers) throws IOException {
        lock.lock();
        try {
            checkOpen();
            byte[] block = codec.encode(headers);
            control(type, ByteBuffer.allocate(before.length + block.length).put(before).put(block).array());
        } finally {
            lock.unlock();
        }
    }

    void reset(int stream, int status) throws IOException {
        control(RST_STREAM, ByteBuffer.allocate(8).putInt(stream).putInt(status).array());
    }

    void ping(int id) throws IOException {
        control(PING, number(id));
    }

    void goAway(int lastStream) throws IOException {
        control(GOAWAY, ByteBuffer.allocate(8).putInt(lastStream).putInt(0).array());
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private void control(int type, byte[] payload) throws IOException {
        write(ByteBuffer.allocate(8 + payload.length).putShort((short) VERSION).putShort((short) type)
                .putInt(payload.length).put(payload).array());
    }

    void data(int stream, byte[] bytes, int offset, int length, boolean last) throws IOException {
        write(ByteBuffer.allocate(8 + length).putInt(stream).putInt((last ? FIN << 24 : 0) | length)
                .put(bytes, offset, length).array());
    }

    private void write(byte[] frame) throws IOException {
        lock.lock();
        try {
            checkOpen();
            out.write(frame);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the connection has ended");
        }
    }

    /** After the output has been closed, for otherwise a write may hold this up. */
    void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                codec.endEncoding();
            }
        } finally {
            lock.unlock();
        }
    }
}
