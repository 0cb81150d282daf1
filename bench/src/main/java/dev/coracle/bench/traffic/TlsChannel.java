package dev.coracle.bench.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * A TLS connection that needs no thread of its own: it blocks until it is {@link #register registered}, and is read from then on when the
 * selector says so. For one thread at a time.
 */
public final class TlsChannel implements AutoCloseable {

    private final SocketChannel socket;
    private final SSLEngine engine;
    private final ByteBuffer sealed;
    private final ByteBuffer toSend;

    /** Shakes hands. @param socket connected */
    public TlsChannel(SocketChannel socket, SSLEngine engine) throws IOException {
        this.socket = socket;
        this.engine = engine;
        this.sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        this.toSend = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.beginHandshake();
        shakeHands(ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
    }

    private void shakeHands(ByteBuffer unused) throws IOException {
        for (HandshakeStatus next = engine.getHandshakeStatus(); next != HandshakeStatus.NOT_HANDSHAKING
                && next != HandshakeStatus.FINISHED; next = engine.getHandshakeStatus()) {
            switch (next) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> send(ByteBuffer.allocate(0));
                default -> {
                    if (open(unused).getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        receive();
                    }
                }
            }
        }
    }

    /** Sends all of it, at once: it is little, and the peer is there to take it. */
    public void write(byte[] plain) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(plain);
        while (left.hasRemaining()) {
            send(left);
        }
    }

    private void send(ByteBuffer plain) throws IOException {
        engine.wrap(plain, toSend.clear());
        toSend.flip();
        while (toSend.hasRemaining()) {
            socket.write(toSend);
        }
    }

    public void register(Selector selector, Object attachment) throws IOException {
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ, attachment);
    }

    /**
     * Appends what has come, as much as is there in whole records.
     *
     * @param plain with room for a record at least
     * @return whether there may be more at once: {@code plain} has become too small for another record
     * @throws EOFException if the peer has closed
     */
    public boolean read(ByteBuffer plain) throws IOException {
        boolean drained = false; // a read that was not filled took all that the socket had: a second one would only say so
        while (true) {
            switch (sealed.hasRemaining() ? open(plain).getStatus() : SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                case OK -> {
                }
                case BUFFER_OVERFLOW -> {
                    return true;
                }
                case CLOSED -> throw new EOFException("the server ended TLS");
                case BUFFER_UNDERFLOW -> {
                    if (drained || receive() == 0) {
                        return false;
                    }
                    drained = sealed.limit() < sealed.capacity();
                }
            }
        }
    }

    private SSLEngineResult open(ByteBuffer plain) throws IOException {
        return engine.unwrap(sealed, plain);
    }

    private int receive() throws IOException {
        sealed.compact();
        try {
            int count = socket.read(sealed);
            if (count < 0) {
                throw new EOFException("the server closed the connection");
            }
            return count;
        } finally {
            sealed.flip();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
