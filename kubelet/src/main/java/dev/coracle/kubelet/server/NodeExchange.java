package dev.coracle.kubelet.server;

import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One request to a node, and the way to answer it, once.
 *
 * @param path    decoded
 * @param query   raw, or empty
 * @param trusted whether the client has shown a certificate that this node trusts, or none is asked for
 */
record NodeExchange(HttpHead head, String path, String query, boolean trusted, Duplex connection) {

    static NodeExchange of(HttpHead head, boolean trusted, Duplex connection) throws IOException {
        String[] line = head.line().split(" ");
        if (line.length != 3 || !line[1].startsWith("/")) {
            throw new IOException("a malformed request");
        }
        int question = line[1].indexOf('?');
        String path = question < 0 ? line[1] : line[1].substring(0, question);
        return new NodeExchange(head, decoded(path.replace("+", "%2B")),
                question < 0 ? "" : line[1].substring(question + 1), trusted, connection);
    }

    private static String decoded(String text) throws IOException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IOException("a malformed escape", e);
        }
    }

    String method() {
        return head.line().substring(0, head.line().indexOf(' '));
    }

    /** The last value of each parameter. */
    Map<String, String> parameters() throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String pair : query.split("&", 100)) {
            int equals = pair.indexOf('=');
            found.put(equals < 0 ? pair : pair.substring(0, equals),
                    equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return found;
    }

    void answer(int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        new HttpHead("HTTP/1.1 " + status + " ", List.of(new HttpHead.Field("Content-Type", type),
                new HttpHead.Field("X-Content-Type-Options", "nosniff"),
                new HttpHead.Field("Content-Length", Integer.toString(body.length)))).write(connection.output());
        if (!method().equals("HEAD")) {
            connection.output().write(body);
            connection.output().flush();
        }
    }

    /** Begins an answer without a known length; closing it is its end. */
    OutputStream stream(int status, String type) throws IOException {
        new HttpHead("HTTP/1.1 " + status + " ", List.of(new HttpHead.Field("Content-Type", type),
                new HttpHead.Field("Transfer-Encoding", "chunked"))).write(connection.output());
        return new Chunks(connection.output());
    }

    private static final class Chunks extends OutputStream {
        private final OutputStream out;

        Chunks(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            if (length > 0) {
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(data, offset, length);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
