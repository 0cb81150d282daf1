package dev.coracle.bench.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A server that does nothing: each request is read and answered with the same object over TLS, and what is written goes to whoever
 * watches. The load program warms itself up against it, so that its own compiling is over before a server is measured; and measured
 * as a server it shows what the load program itself takes: {@code StubServer KEYSTORE PORT} runs until it is ended.
 */
public final class StubServer implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final String ANSWER = "{\"metadata\":{\"resourceVersion\":\"1\"},\"data\":\""
            + "0123456789abcdef".repeat(200)
            + "\"}";

    private final SSLServerSocket listener;
    private final List<OutputStream> watches = new CopyOnWriteArrayList<>();

    private StubServer(SSLServerSocket listener) {
        this.listener = listener;
    }

    /** @param keys a PKCS#12 file with one key, its password "changeit" @param port 0 for any */
    public static StubServer start(Path keys, int port) throws IOException {
        try (InputStream in = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            StubServer server = new StubServer((SSLServerSocket) tls.getServerSocketFactory().createServerSocket(port,
                    1024, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("stub").start(server::listen);
            return server;
        } catch (GeneralSecurityException e) {
            throw new IOException(keys + " has no key that serves: " + e.getMessage(), e);
        }
    }

    public static void main(String[] args) throws Exception {
        StubServer.start(Path.of(args[0]), Integer.parseInt(args[1]));
        Thread.currentThread().join();
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + listener.getLocalPort());
    }

    private void listen() {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // as wished
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            OutputStream out = socket.getOutputStream();
            for (Head head = Head.read(in);; head = Head.read(in)) {
                byte[] body = in.readNBytes(head.length());
                if (head.line().contains("watch=true")) {
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
                    out.write(chunk("{}"));
                    watches.add(out);
                    continue;
                }
                if (head.line().startsWith("PATCH")) {
                    tell(chunk(new String(body, ISO_8859_1)));
                }
                out.write(("HTTP/1.1 " + (head.line().startsWith("POST") ? "201 Created" : "200 OK")
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + ANSWER.length() + "\r\n\r\n"
                        + ANSWER)
                        .getBytes(ISO_8859_1));
            }
        } catch (IOException closed) {
            // the client has had enough
        }
    }

    private static byte[] chunk(String event) {
        return (Integer.toHexString(event.length() + 1) + "\r\n" + event + "\n\r\n").getBytes(ISO_8859_1);
    }

    private void tell(byte[] event) {
        for (OutputStream watch : watches) {
            try {
                watch.write(event);
            } catch (IOException closed) {
                watches.remove(watch);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private record Head(String line, int length) {

        static Head read(InputStream in) throws IOException {
            String first = line(in);
            int length = 0;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                }
            }
            return new Head(first, length);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0 || line.length() > LONGEST_HEAD) {
                    throw new EOFException("the request ends in its head");
                }
                line.append((char) c);
            }
            return line.toString().stripTrailing();
        }
    }
}
