package dev.coracle.apiserver.overload.traffic;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/** One HTTP/2 connection with any number of GETs at the same time; it gives windows back as bytes come, unless told not to. Safe for use by any number of threads. */
public final class H2Connection implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private final SSLSocket socket;
    private final OutputStream out;
    private final String token;
    private final boolean gives;
    private final Map<Integer, Consumer<byte[]>> streams = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private int next = 1;
    private volatile int ended;
    private volatile boolean sentAway;

    private H2Connection(SSLSocket socket, String token, boolean gives) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.token = token;
        this.gives = gives;
    }

    /** @param gives whether it lets the server send more than the first 64 kB */
    public static H2Connection connect(int port, String token, boolean gives) throws IOException {
        H2Connection made = new H2Connection(Caller.socket(port, "h2", 0), token, gives);
        made.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        made.write(frame(SETTINGS, 0, 0, new byte[0]));
        Thread.ofVirtual().name("h2-reader").start(made::read);
        return made;
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length).put((byte) (payload.length >> 16))
                .putShort((short) payload.length).put((byte) type).put((byte) flags).putInt(stream).put(payload)
                .array();
    }

    private void write(byte[] bytes) throws IOException {
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /** Opens a stream. @param each gets its data as it comes, on the reader's thread @return its number */
    public int get(String path, Consumer<byte[]> each) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", "GET");
        field(block, ":scheme", "https");
        field(block, ":authority", "127.0.0.1");
        field(block, ":path", path);
        field(block, "authorization", "Bearer " + token);
        writing.lock();
        try {
            int stream = next;
            next += 2;
            streams.put(stream, each);
            write(frame(HEADERS, 5, stream, block.toByteArray()));
            return stream;
        } finally {
            writing.unlock();
        }
    }

    /** A literal that is not to be remembered. Source: RFC 7541, 6.2.2. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    public void reset(int stream) throws IOException {
        streams.remove(stream);
        write(frame(RESET, 0, stream, new byte[]{0, 0, 0, 8}));
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                one(in);
            }
        } catch (IOException gone) {
            sentAway = true;
        }
    }

    private void one(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException();
        }
        switch (type) {
            case DATA -> data(stream, payload, (flags & 1) != 0);
            case SETTINGS -> acknowledge(flags, SETTINGS, new byte[0]);
            case PING -> acknowledge(flags, PING, payload);
            case GOAWAY -> sentAway = true;
            case RESET -> ended++;
            default -> {
            }
        }
    }

    private void acknowledge(int flags, int type, byte[] payload) throws IOException {
        if ((flags & 1) == 0) {
            write(frame(type, 1, 0, payload));
        }
    }

    private void data(int stream, byte[] payload, boolean end) throws IOException {
        Consumer<byte[]> each = streams.get(stream);
        if (each != null && payload.length > 0) {
            each.accept(payload);
        }
        if (end) {
            ended++;
        }
        if (gives && payload.length > 0) {
            byte[] size = ByteBuffer.allocate(4).putInt(payload.length).array();
            write(frame(WINDOW_UPDATE, 0, 0, size));
            if (!end) {
                write(frame(WINDOW_UPDATE, 0, stream, size));
            }
        }
    }

    /** How many streams the server has ended or reset. */
    public int ended() {
        return ended;
    }

    /** Whether the server said goodbye or hung up. */
    public boolean sentAway() {
        return sentAway;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // closing is all that was wanted
        }
    }
}
