package dev.coracle.apiserver.verb.read;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.websocket.WebSocketConnection;
import dev.coracle.base.wire.Duplex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * A watch over a WebSocket: an event a message, of text for JSON, of bytes for protobuf, without the marks that part events over plain HTTP.
 * What the client says is not listened to, but its goodbye. Source: kube-apiserver's watch handler.
 */
final class WatchSocket implements HttpResponse.Session {

    private static final int AT_ONCE = 64 << 10;

    private final ByteStream events;
    private final boolean text;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean gone;

    /** @param events with their marks: a line each, or after four bytes that say their length */
    WatchSocket(ByteStream events, boolean text) {
        this.events = events;
        this.text = text;
    }

    static boolean wantedBy(HttpRequest request) {
        return request.upgrade().filter("websocket"::equalsIgnoreCase).isPresent();
    }

    @Override
    public void run(Duplex client) throws IOException, InterruptedException {
        WebSocketConnection socket = new WebSocketConnection(client);
        Thread.ofVirtual().name("watch-socket").start(() -> listen(socket));
        events.start(woken::release);
        ByteArrayOutputStream waiting = new ByteArrayOutputStream();
        while (!gone) {
            ByteStream.Next next = events.drain(waiting::write, AT_ONCE);
            byte[] rest = send(socket, waiting.toByteArray());
            waiting.reset();
            waiting.write(rest);
            switch (next) {
                case MORE -> {
                    // at once again
                }
                case WAIT -> {
                    woken.acquire();
                    woken.drainPermits();
                }
                case END -> {
                    socket.close(WebSocketConnection.NORMAL);
                    return;
                }
                case BROKEN -> {
                    return;
                }
            }
        }
    }

    private void listen(WebSocketConnection socket) {
        try {
            while (socket.next()) {
                // a client of a watch has nothing to say
            }
        } catch (IOException broken) {
            // gone without a goodbye
        } finally {
            gone = true;
            woken.release();
        }
    }

    /** Sends the whole events. @return what is left: the beginning of one */
    private byte[] send(WebSocketConnection socket, byte[] bytes) throws IOException {
        int begin = 0;
        for (int end = end(bytes, begin); end >= 0; end = end(bytes, begin)) {
            if (text) {
                socket.writeText(Arrays.copyOfRange(bytes, begin, end));
            } else {
                socket.write(bytes, begin + Integer.BYTES, end - begin - Integer.BYTES);
            }
            begin = end;
        }
        return Arrays.copyOfRange(bytes, begin, bytes.length);
    }

    private int end(byte[] bytes, int begin) {
        if (!text) {
            int length = bytes.length - begin < Integer.BYTES ? -1 : ByteBuffer.wrap(bytes).getInt(begin);
            return length < 0 || bytes.length - begin - Integer.BYTES < length ? -1 : begin + Integer.BYTES + length;
        }
        for (int i = begin; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        events.close();
    }
}
