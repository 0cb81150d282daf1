package dev.coracle.base.websocket;

import dev.coracle.base.wire.Duplex;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A byte stream in the binary messages of a WebSocket, whose borders mean nothing. */
public final class TunnelDuplex implements Duplex {

    private final WebSocketConnection socket;
    private boolean within;

    public TunnelDuplex(WebSocketConnection socket) {
        this.socket = socket;
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : readSome(into, offset, length);
            }
        };
    }

    private int readSome(byte[] into, int offset, int length) throws IOException {
        while (true) {
            if (!within) {
                if (!socket.next()) {
                    return -1;
                }
                if (socket.isText()) {
                    throw new IOException("a text message in a tunnel of bytes");
                }
                within = true;
            }
            int count;
            try {
                count = socket.read(into, offset, length);
            } catch (EOFException gone) {
                return -1;
            }
            if (count > 0) {
                return count;
            }
            within = count == 0;
        }
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                socket.write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                socket.write(data, offset, length);
            }
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
