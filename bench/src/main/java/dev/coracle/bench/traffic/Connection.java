package dev.coracle.bench.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/** One HTTP/1.1 keep-alive connection. Bodies are counted, not parsed, but for the version of a small object. For one thread, except {@link #close()}. */
public final class Connection implements AutoCloseable {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final String VERSION = "\"resourceVersion\":\"";

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String fixed;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;
    private String version = "";

    public Connection(SSLSocket socket, String authority, String token) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.fixed = fixed(authority, token);
    }

    /** What stands in every request's head behind the path. */
    public static String fixed(String authority, String token) {
        return " HTTP/1.1\r\nHost: " + authority + "\r\nAuthorization: Bearer " + token
                + "\r\nAccept: application/json\r\n";
    }

    /** Makes an object, unless it is there. */
    public void make(Request request) throws IOException {
        int status = call(request).status();
        if (status != 201 && status != 409) {
            throw new IOException(request.method() + " " + request.path() + " answered " + status);
        }
    }

    /** Sends and reads the whole answer. */
    public Answer call(Request request) throws IOException {
        Head head = send(request);
        long bytes = head.chunked() ? skipChunks() : whole(head.length());
        return new Answer(head.status(), bytes);
    }

    /** The resourceVersion of the object that was last answered, if the answer was small; empty if it had none. */
    public String version() {
        return version;
    }

    private Head send(Request request) throws IOException {
        byte[] body = request.body();
        String head = request.method() + " " + request.path() + fixed + (body.length == 0
                ? ""
                : "Content-Type: " + request.type() + "\r\nContent-Length: " + body.length + "\r\n") + "\r\n";
        byte[] start = head.getBytes(ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);
        out.flush();
        return head();
    }

    private Head head() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        long length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            }
        }
        return new Head(status, length, chunked);
    }

    private long skipChunks() throws IOException {
        long total = 0;
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            total += skip(size);
            line();
        }
        line();
        return total;
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private long whole(long count) throws IOException {
        version = "";
        if (count > 0 && count <= buffer.length / 2) {
            fill();
            String seen = new String(buffer, at, (int) Math.min(count, end - at), ISO_8859_1);
            int found = seen.indexOf(VERSION);
            int from = found + VERSION.length();
            version = found < 0 ? "" : seen.substring(from, Math.max(from, seen.indexOf('"', from)));
        }
        return skip(count);
    }

    private long skip(long count) throws IOException {
        for (long left = count; left > 0;) {
            fill();
            int n = (int) Math.min(left, end - at);
            at += n;
            left -= n;
        }
        return count;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            fill();
            char c = (char) buffer[at++];
            if (c == '\n') {
                return line.toString().stripTrailing();
            }
            line.append(c);
        }
        throw new IOException("a header line of more than " + LONGEST_LINE + " bytes");
    }

    private void fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                throw new EOFException("the server closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record Head(int status, long length, boolean chunked) {}

    /** The status and how many bytes the body had. */
    public record Answer(int status, long bytes) {}
}
