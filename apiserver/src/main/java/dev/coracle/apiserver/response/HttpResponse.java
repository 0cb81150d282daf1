package dev.coracle.apiserver.response;

import dev.coracle.base.wire.Duplex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer. Content-Length, Date and transfer framing are the server's business and not among the headers. */
public sealed interface HttpResponse {

    int status();

    List<Header> headers();

    /** The same answer with one more header. */
    HttpResponse with(String name, String value);

    /** Whether it holds enough for it to matter how long its reader takes; never of one that goes on. */
    default boolean large() {
        return false;
    }

    /** The bytes that it holds, those of shared pieces included. */
    default long held() {
        return 0;
    }

    /** Bytes beyond which an answer is large. */
    int LARGE = 128 << 10;
    /** Pieces whose bytes are worth counting. */
    int FEW = 256;

    /** A header field; a name may occur several times. */
    record Header(String name, String value) {}

    /** A body in one piece. */
    @SuppressWarnings("ArrayRecordComponent")
    record Bytes(int status, List<Header> headers, byte[] body) implements HttpResponse {
        @Override
        public HttpResponse with(String name, String value) {
            return new Bytes(status, plus(headers, name, value), body);
        }

        @Override
        public boolean large() {
            return body.length > LARGE;
        }

        @Override
        public long held() {
            return body.length;
        }
    }

    /** A body in many shared pieces, written one after the other as the peer takes them. @param length of all of them */
    record Pieces(int status, List<Header> headers, List<Slice> pieces, long length) implements HttpResponse {

        public Pieces(int status, List<Header> headers, List<Slice> pieces) {
            this(status, headers, pieces, pieces.stream().mapToLong(Slice::length).sum());
        }

        @Override
        public HttpResponse with(String name, String value) {
            return new Pieces(status, plus(headers, name, value), pieces, length);
        }

        @Override
        public boolean large() {
            return pieces.size() > FEW || length > LARGE;
        }

        @Override
        public long held() {
            return length;
        }
    }

    /** A body with an end that is made while it is taken, a piece at a time; how long it is nobody knows beforehand. Made by {@link Making}. */
    record Made(int status, List<Header> headers, Maker maker) implements HttpResponse {
        @Override
        public HttpResponse with(String name, String value) {
            return new Made(status, plus(headers, name, value), maker);
        }

        @Override
        public boolean large() {
            return true;
        }

        @Override
        public long held() {
            return 2L * Making.CHUNK;
        }

        /** The same, made at once. */
        public Bytes whole() {
            return new Bytes(status, headers, Making.whole(maker));
        }
    }

    /** A body that goes on: a watch, a log that is followed. */
    record Stream(int status, List<Header> headers, ByteStream body) implements HttpResponse {
        @Override
        public HttpResponse with(String name, String value) {
            return new Stream(status, plus(headers, name, value), body);
        }
    }

    /**
     * The end of HTTP on a connection: after this head (101), the bytes both ways belong to the session. Only for a request over HTTP/1.1 that asked for it.
     */
    record Upgrade(List<Header> headers, Session session) implements HttpResponse {
        @Override
        public int status() {
            return 101;
        }

        @Override
        public HttpResponse with(String name, String value) {
            return new Upgrade(plus(headers, name, value), session);
        }
    }

    /** What goes on after an upgrade. It is closed in the end, whether it was run or not. */
    interface Session extends AutoCloseable {
        /** Talks to the client, in blocking style, on a virtual thread of its own; the connection is closed when it returns. */
        void run(Duplex client) throws IOException, InterruptedException;

        /** Releases what the session holds, such as a connection to somebody else. Idempotent, from any thread. */
        @Override
        void close();
    }

    /** Text that browsers are to take for nothing else. */
    static Bytes text(int status, String text) {
        return new Bytes(status,
                List.of(new Header("Content-Type", "text/plain; charset=utf-8"),
                        new Header("X-Content-Type-Options", "nosniff")),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** Text about the server itself, in which nothing is the sender's. */
    static Bytes report(String text) {
        return of(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Bytes of(int status, String contentType, byte[] body) {
        return new Bytes(status, List.of(new Header("Content-Type", contentType)), body);
    }

    /** The whole body of an answer that has an end, once; for in-memory use and tests. */
    static byte[] body(HttpResponse response) {
        return switch (response) {
            case Bytes bytes -> bytes.body();
            case Pieces pieces -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                pieces.pieces().forEach(p -> out.write(p.array(), p.offset(), p.length()));
                yield out.toByteArray();
            }
            case Made made -> made.whole().body();
            case Stream stream -> throw new IllegalStateException("a stream has no end");
            case Upgrade upgrade -> throw new IllegalStateException("an upgraded connection has no body");
        };
    }

    private static List<Header> plus(List<Header> headers, String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return List.copyOf(more);
    }
}
