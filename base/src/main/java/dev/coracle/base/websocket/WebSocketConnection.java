package dev.coracle.base.websocket;

import dev.coracle.base.wire.Duplex;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server's end of a WebSocket after the handshake. One thread reads: {@link #next} goes to the next message, {@link #read} takes it piece by piece, so that a message
 * of any length needs no more memory than the buffer. Any thread writes. Pings are answered and the close handshake is done while reading.
 */
public final class WebSocketConnection implements AutoCloseable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** Status codes of a close. */
    public static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;

    private static final int MAX_CONTROL = 125;
    private static final long GOODBYE_MILLIS = 1000;

    private final Duplex duplex;
    private final DataInputStream in;
    private final ReentrantLock writing = new ReentrantLock();
    private final byte[] mask = new byte[4];
    private long left;
    private int maskAt;
    private boolean last = true;
    private boolean text;
    private boolean closeSent;

    public WebSocketConnection(Duplex duplex) {
        this.duplex = duplex;
        this.in = new DataInputStream(duplex.input());
    }

    /** Skips what is left of a message and waits for the next. @return false if the peer has said goodbye or has gone */
    public boolean next() throws IOException {
        byte[] rest = new byte[1 << 10];
        while (read(rest, 0, rest.length) >= 0) {
            // nobody wants it
        }
        try {
            int opcode = frame();
            if (opcode == CONTINUATION) {
                throw fail("a continuation of nothing");
            }
            text = opcode == TEXT;
            return opcode != CLOSE;
        } catch (EOFException gone) {
            return false;
        }
    }

    /** Whether the current message is text. */
    public boolean isText() {
        return text;
    }

    /** Takes more of the current message. @return how many bytes, or -1 at its end */
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        while (left == 0) {
            if (last) {
                return -1;
            }
            int opcode = frame();
            if (opcode == CLOSE) {
                throw new EOFException("the connection was closed within a message");
            }
            if (opcode != CONTINUATION) {
                throw fail("a message within a message");
            }
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection ended within a message");
        }
        for (int i = 0; i < count; i++) {
            into[offset + i] ^= mask[maskAt++ & 3];
        }
        left -= count;
        return count;
    }

    /** Goes to the next frame of data, or to the close; answers pings on the way. @return its opcode */
    private int frame() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((first & 0x70) != 0 || (second & 0x80) == 0) {
                throw fail("reserved bits are set, or the client doesn't mask");
            }
            int opcode = first & 15;
            boolean whole = (first & 0x80) != 0;
            long length = length(second & 0x7f);
            in.readFully(mask);
            maskAt = 0;
            if (opcode < CLOSE) {
                if (opcode > BINARY) {
                    throw fail("an unknown opcode");
                }
                left = length;
                last = whole;
                return opcode;
            }
            if (length > MAX_CONTROL || !whole) {
                throw fail("a control frame that is too long");
            }
            if (control(opcode, (int) length)) {
                left = 0;
                last = true;
                return CLOSE;
            }
        }
    }

    private long length(int small) throws IOException {
        long length = switch (small) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> small;
        };
        if (length < 0) {
            throw fail("a negative length");
        }
        return length;
    }

    /** @return whether it is the close */
    private boolean control(int opcode, int length) throws IOException {
        byte[] payload = new byte[length];
        in.readFully(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        switch (opcode) {
            case CLOSE -> {
                close(length >= 2 ? ByteBuffer.wrap(payload).getShort() & 0xffff : NORMAL);
                return true;
            }
            case PING -> frame(PONG, payload, 0, length);
            case PONG -> {
                // it lives, which was to be expected
            }
            default -> throw fail("an unknown opcode");
        }
        return false;
    }

    private IOException fail(String why) throws IOException {
        close(PROTOCOL_ERROR);
        return new IOException("the WebSocket peer breaks the protocol: " + why);
    }

    /** Sends a binary message in one frame. */
    public void write(byte[] data, int offset, int length) throws IOException {
        frame(BINARY, data, offset, length);
    }

    /** Sends a text message in one frame. @param data UTF-8 */
    public void writeText(byte[] data) throws IOException {
        frame(TEXT, data, 0, data.length);
    }

    private void frame(int opcode, byte[] data, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(10 + length).put((byte) (0x80 | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length < 1 << 16) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        frame.put(data, offset, length);
        writing.lock();
        try {
            if (closeSent) {
                throw new IOException("the WebSocket is closed");
            }
            closeSent = opcode == CLOSE;
            duplex.output().write(frame.array(), 0, frame.position());
            duplex.output().flush();
        } finally {
            writing.unlock();
        }
    }

    /** Says goodbye with a status, once; the connection stays open for the peer's. */
    public void close(int status) throws IOException {
        writing.lock();
        try {
            if (!closeSent) {
                frame(CLOSE, ByteBuffer.allocate(2).putShort((short) status).array(), 0, 2);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Says goodbye, unless the peer takes nothing for {@value #GOODBYE_MILLIS} ms, and ends the connection. Idempotent, from any thread. */
    @Override
    public void close() {
        Thread goodbye = Thread.ofVirtual().name("websocket-goodbye").start(() -> {
            try {
                close(NORMAL);
            } catch (IOException gone) {
                // then there is nobody to say it to
            }
        });
        try {
            goodbye.join(GOODBYE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        duplex.close();
    }
}
