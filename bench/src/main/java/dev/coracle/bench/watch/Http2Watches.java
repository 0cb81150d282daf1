package dev.coracle.bench.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coracle.bench.traffic.Target;
import dev.coracle.bench.traffic.TlsChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Watches that are streams of one HTTP/2 connection, as all of a client-go program are. Its windows are client-go's, and are given back as bytes come. Source: RFC 9113.
 */
public final class Http2Watches implements WatchAnswers {

    /** As many as kube-apiserver lets a connection have. */
    public static final int MOST = 100;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACKNOWLEDGED = 1;
    private static final int PADDED = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final int STREAM_WINDOW = 4 << 20;
    private static final int CONNECTION_WINDOW = 1 << 30;
    private static final int HEAD = 9;
    private static final int LARGEST_FRAME = 1 << 14;

    private final TlsChannel channel;
    private final String authority;
    private final String token;
    private final List<Stream> streams = new ArrayList<>();
    private final ByteBuffer head = ByteBuffer.allocate(HEAD);
    private final ByteBuffer control = ByteBuffer.allocate(LARGEST_FRAME);
    private int left;
    private int taken;

    Http2Watches(TlsChannel channel, Target target) throws IOException {
        this.channel = channel;
        this.authority = target.authority();
        this.token = target.token();
        channel.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        // 4 is SETTINGS_INITIAL_WINDOW_SIZE.
        channel.write(frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(STREAM_WINDOW).array()));
        giveBack(0, CONNECTION_WINDOW);
    }

    private static final class Stream {
        private final EventLines lines;
        private int taken;

        Stream(EventLines lines) {
            this.lines = lines;
        }
    }

    TlsChannel channel() {
        return channel;
    }

    void begin(String path, EventLines lines) throws IOException {
        streams.add(new Stream(lines));
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", "GET");
        field(block, ":scheme", "https");
        field(block, ":authority", authority);
        field(block, ":path", path);
        field(block, "authorization", "Bearer " + token);
        channel.write(frame(HEADERS, END_STREAM | END_HEADERS, 2 * streams.size() - 1, block.toByteArray()));
    }

    /** A literal that is not to be remembered. Source: RFC 7541, 6.2.2. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(HEAD + payload.length).put((byte) (payload.length >> 16))
                .putShort((short) payload.length).put((byte) type).put((byte) flags).putInt(stream).put(payload)
                .array();
    }

    private void giveBack(int stream, int bytes) throws IOException {
        channel.write(frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array()));
    }

    @Override
    public void take(ByteBuffer plain) throws IOException {
        while (plain.hasRemaining()) {
            if (head.hasRemaining()) {
                head.put(plain.get());
                if (!head.hasRemaining()) {
                    begin();
                }
            } else {
                payload(plain, Math.min(left, plain.remaining()));
            }
        }
    }

    private void begin() throws IOException {
        left = head.getInt(0) >>> 8;
        if (left > LARGEST_FRAME) {
            throw new IOException("a frame of " + left + " bytes");
        }
        if (left == 0) {
            end();
        }
    }

    private void payload(ByteBuffer plain, int count) throws IOException {
        if (type() == DATA) {
            stream().lines.take(plain.array(), plain.arrayOffset() + plain.position(), count);
        } else {
            control.put(plain.array(), plain.arrayOffset() + plain.position(), count);
        }
        plain.position(plain.position() + count);
        left -= count;
        if (left == 0) {
            end();
        }
    }

    private int type() {
        return head.get(3);
    }

    private int flags() {
        return head.get(4);
    }

    private Stream stream() {
        return streams.get((head.getInt(5) - 1) / 2);
    }

    private void end() throws IOException {
        switch (type()) {
            case DATA -> data(head.getInt(0) >>> 8);
            case SETTINGS -> acknowledge(SETTINGS, new byte[0]);
            case PING -> acknowledge(PING, Arrays.copyOf(control.array(), control.position()));
            case RESET, GOAWAY -> throw new IOException("the server ended a watch: frame " + type());
            default -> {
                // Heads and windows: nothing is sent that would need one.
            }
        }
        head.clear();
        control.clear();
    }

    private void acknowledge(int type, byte[] payload) throws IOException {
        if ((flags() & ACKNOWLEDGED) == 0) {
            channel.write(frame(type, ACKNOWLEDGED, 0, payload));
        }
    }

    private void data(int bytes) throws IOException {
        if ((flags() & (PADDED | END_STREAM)) != 0) {
            throw new IOException("a watch that ends, or is padded");
        }
        Stream stream = stream();
        stream.taken += bytes;
        taken += bytes;
        if (stream.taken > STREAM_WINDOW / 4) {
            giveBack(head.getInt(5), stream.taken);
            stream.taken = 0;
        }
        if (taken > CONNECTION_WINDOW / 4) {
            giveBack(0, taken);
            taken = 0;
        }
    }
}
