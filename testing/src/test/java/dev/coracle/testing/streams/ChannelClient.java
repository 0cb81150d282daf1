package dev.coracle.testing.streams;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Channels on the JDK's WebSocket: reads as much as it has permits for. */
final class ChannelClient implements WebSocket.Listener, AutoCloseable {

    private final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final WebSocket socket;
    private final boolean eager;
    final AtomicLong parts = new AtomicLong();
    final Semaphore partArrived = new Semaphore(0);
    final Semaphore arrived = new Semaphore(0);
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    /** @param eager whether it reads on by itself @throws java.util.concurrent.CompletionException if the server refuses */
    ChannelClient(HttpClient http, String token, URI uri, String protocol, boolean eager, String... more) {
        this.eager = eager;
        socket = http.newWebSocketBuilder().header("Authorization", "Bearer " + token)
                .subprotocols(protocol, more).buildAsync(uri, this).join();
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (eager) {
            webSocket.request(Long.MAX_VALUE);
        }
    }

    /** @param count of messages, or parts of long ones */
    void request(long count) {
        socket.request(count);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        message.writeBytes(bytes);
        parts.incrementAndGet();
        partArrived.release();
        if (last) {
            byte[] whole = message.toByteArray();
            message.reset();
            received.computeIfAbsent((int) whole[0], n -> new ByteArrayOutputStream()).write(whole, 1,
                    whole.length - 1);
            arrived.release();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        closed.complete(status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(-1);
    }

    void send(int channel, byte[] data) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + data.length).put((byte) channel).put(data).flip();
        socket.sendBinary(buffer, true).join();
    }

    void send(int channel, String text) {
        send(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As the fifth version does it. */
    void closeChannel(int channel) {
        socket.sendBinary(ByteBuffer.wrap(new byte[]{(byte) 255, (byte) channel}), true).join();
    }

    byte[] bytes(int channel) {
        return received.getOrDefault(channel, new ByteArrayOutputStream()).toByteArray();
    }

    String text(int channel) {
        return new String(bytes(channel), StandardCharsets.UTF_8);
    }

    /** Gone without a goodbye. */
    void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
