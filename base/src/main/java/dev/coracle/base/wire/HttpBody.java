package dev.coracle.base.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The body of an HTTP/1.1 message after its head, as far as a bound. */
public final class HttpBody {

    private static final int MAX_TRAILERS = 64;
    private static final int MAX_LINE = 100;

    private HttpBody() {}

    /** Reads what the head announces, but at most so many bytes; without an announcement, an answer goes on until the connection ends. */
    public static byte[] read(HttpHead head, InputStream in, int atMost) throws IOException {
        if (head.values("transfer-encoding").equals(List.of("chunked"))) {
            return chunked(in, atMost);
        }
        Optional<String> length = head.first("content-length");
        if (length.isEmpty()) {
            return in.readNBytes(atMost);
        }
        if (!length.get().matches("[0-9]{1,18}")) {
            throw new IOException("a malformed length");
        }
        return in.readNBytes((int) Math.min(atMost, Long.parseLong(length.get())));
    }

    private static byte[] chunked(InputStream in, int atMost) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new IOException("a malformed chunk");
            }
            long count = Long.parseLong(size, 16);
            if (count == 0) {
                trailers(in);
                return body.toByteArray();
            }
            body.write(in.readNBytes((int) Math.min(count, atMost - body.size())));
            if (body.size() == atMost) {
                return body.toByteArray();
            }
            line(in);
        }
    }

    /** To the empty line that ends a body: what comes after it belongs to the next message. */
    private static void trailers(InputStream in) throws IOException {
        for (int i = 0; i < MAX_TRAILERS; i++) {
            if (line(in).strip().isEmpty()) {
                return;
            }
        }
        throw new IOException("too many trailers");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() == MAX_LINE) {
                throw new EOFException("a chunk that ends early");
            }
            line.append((char) b);
        }
        return line.toString();
    }
}
