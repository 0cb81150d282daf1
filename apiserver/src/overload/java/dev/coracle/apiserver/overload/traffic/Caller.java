package dev.coracle.apiserver.overload.traffic;

import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One HTTP/1.1 connection of somebody, who asks one thing after the other. For one thread; may be closed by any. */
public final class Caller implements AutoCloseable {

    private static final SSLContext TLS = TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(),
            true);
    private static final int LARGEST = 256 << 20;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String token;

    private Caller(SSLSocket socket, String token) throws IOException {
        this.socket = socket;
        this.token = token;
        this.in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
        this.out = socket.getOutputStream();
    }

    /** What came back. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Answer(int status, HttpHead head, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public boolean ok() {
            return status / 100 == 2;
        }
    }

    public static Caller connect(int port, String token) throws IOException {
        return connect(port, token, 0);
    }

    /** @param window of TCP, in bytes; 0 for the usual */
    public static Caller connect(int port, String token, int window) throws IOException {
        return new Caller(socket(port, "http/1.1", window), token);
    }

    static SSLSocket socket(int port, String protocol, int window) throws IOException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true); // a head and its body are two writes; the second must not wait for an answer to the first
        if (window > 0) {
            plain.setReceiveBufferSize(window);
        }
        plain.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        SSLSocket socket = (SSLSocket) TLS.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[]{protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Says what it wants, and does not look at the answer yet. */
    public void send(String method, String path, String type, byte[] body, String... headers) throws IOException {
        List<HttpHead.Field> fields = new ArrayList<>(List.of(new HttpHead.Field("Host", "127.0.0.1"),
                new HttpHead.Field("Authorization", "Bearer " + token)));
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new HttpHead.Field(headers[i], headers[i + 1]));
        }
        if (body.length > 0) {
            fields.add(new HttpHead.Field("Content-Type", type));
            fields.add(new HttpHead.Field("Content-Length", Integer.toString(body.length)));
        }
        new HttpHead(method + " " + path + " HTTP/1.1", fields).write(out);
        out.write(body);
        out.flush();
    }

    /** The head of the answer; its body is in {@link #input}. */
    public HttpHead head() throws IOException {
        return HttpHead.read(in);
    }

    public Answer answer() throws IOException {
        HttpHead head = head();
        return new Answer(head.status(), head, HttpBody.read(head, in, LARGEST));
    }

    public Answer call(String method, String path, String body) throws IOException {
        send(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
        return answer();
    }

    public Answer patch(String path, String body) throws IOException {
        send("PATCH", path, "application/merge-patch+json", body.getBytes(StandardCharsets.UTF_8));
        return answer();
    }

    public Answer get(String path, String... headers) throws IOException {
        send("GET", path, "", new byte[0], headers);
        return answer();
    }

    public InputStream input() {
        return in;
    }

    public OutputStream output() {
        return out;
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
