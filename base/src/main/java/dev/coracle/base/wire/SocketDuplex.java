package dev.coracle.base.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A socket as a {@link Duplex}. */
public final class SocketDuplex implements Duplex {

    private static final int BUFFER = 32 << 10;

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;

    /** Takes over a connected socket. */
    public SocketDuplex(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream(), BUFFER);
        this.output = socket.getOutputStream();
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // closing is all that was wanted
        }
    }
}
