package dev.coracle.base.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Objects;

/**
 * Channels on a WebSocket: the first byte of each message says which. A message of 255 and a number closes that channel, if both ends have agreed to it. In the base64
 * form messages are text, with the number as a digit.
 */
public final class Channels {

    /** Says that a channel ends: the number follows. */
    private static final int CLOSE_SIGNAL = 255;
    private static final int CHUNK = 32 << 10;
    private static final int MAX_BASE64 = 1 << 20;

    /** Gets what the peer sends, on the reader's thread; what it waits for holds up the connection. */
    public interface Receiver {
        void data(int channel, byte[] data, int offset, int length) throws IOException;

        void closed(int channel) throws IOException;
    }

    private final WebSocketConnection socket;
    private final boolean base64;
    private final boolean closes;

    /** @param base64 whether messages are text @param closes whether the peer may close single channels */
    public Channels(WebSocketConnection socket, boolean base64, boolean closes) {
        this.socket = socket;
        this.base64 = base64;
        this.closes = closes;
    }

    /** Reads until the peer says goodbye or goes. @throws IOException if it breaks the protocol or the receiver fails */
    public void run(Receiver receiver) throws IOException {
        byte[] buffer = new byte[CHUNK];
        while (socket.next()) {
            int count = socket.read(buffer, 0, buffer.length);
            if (count <= 0) {
                continue;
            }
            int channel = buffer[0] & 0xff;
            if (base64) {
                byte[] data = decoded(buffer, count);
                receiver.data(channel - '0', data, 0, data.length);
            } else if (closes && channel == CLOSE_SIGNAL) {
                receiver.closed(closed(buffer, count));
            } else {
                receiver.data(channel, buffer, 1, count - 1);
                for (count = socket.read(buffer, 0, buffer.length); count >= 0; count = socket.read(buffer, 0,
                        buffer.length)) {
                    receiver.data(channel, buffer, 0, count);
                }
            }
        }
    }

    private int closed(byte[] buffer, int count) throws IOException {
        int have = count;
        if (have == 1) {
            have += Math.max(0, socket.read(buffer, 1, 2));
        }
        if (have != 2) {
            throw new IOException("a channel number must follow the close signal");
        }
        return buffer[1] & 0xff;
    }

    private byte[] decoded(byte[] buffer, int first) throws IOException {
        StringBuilder text = new StringBuilder();
        int from = 1;
        for (int count = first; count >= 0; count = socket.read(buffer, 0, buffer.length)) {
            for (int i = from; i < count; i++) {
                text.append((char) (buffer[i] & 0xff));
            }
            from = 0;
            if (text.length() > MAX_BASE64) {
                throw new IOException("a message of more than " + MAX_BASE64 + " characters");
            }
        }
        try {
            return Base64.getDecoder().decode(text.toString());
        } catch (IllegalArgumentException e) {
            throw new IOException("a message that is not base64", e);
        }
    }

    /** Sends on a channel; an empty message is a message too. */
    public void write(int channel, byte[] data, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        byte[] shown = java.util.Arrays.copyOfRange(data, offset, offset + length);
        byte[] body = base64 ? Base64.getEncoder().encode(shown) : shown;
        byte[] message = new byte[1 + body.length];
        message[0] = (byte) (base64 ? '0' + channel : channel);
        System.arraycopy(body, 0, message, 1, body.length);
        if (base64) {
            socket.writeText(message);
        } else {
            socket.write(message, 0, message.length);
        }
    }

    /** A channel to write to; closing it does nothing, as servers have no way to close one. */
    public OutputStream output(int channel) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                for (int at = 0; at < length; at += CHUNK) {
                    Channels.this.write(channel, data, offset + at, Math.min(CHUNK, length - at));
                }
            }
        };
    }
}
