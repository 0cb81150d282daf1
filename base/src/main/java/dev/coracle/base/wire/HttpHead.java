package dev.coracle.base.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The first line and the header fields of an HTTP/1.1 request or answer. Reading is strict: what two readers could take in two ways (folded lines, spaces before
 * the colon, bare control characters) is refused. Source: RFC 9112.
 */
public record HttpHead(String line, List<Field> fields) {

    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_FIELDS = 200;
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    /** A header field, its name as it was written. */
    public record Field(String name, String value) {}

    public HttpHead {
        fields = List.copyOf(fields);
    }

    /** Reads a head and not a byte more. @throws IOException if it is malformed, or longer than 64 KiB */
    public static HttpHead read(InputStream in) throws IOException {
        int[] left = {MAX_BYTES};
        String line = line(in, left);
        List<Field> fields = new ArrayList<>();
        for (String next = line(in, left); !next.isEmpty(); next = line(in, left)) {
            if (fields.size() == MAX_FIELDS) {
                throw new IOException("more than " + MAX_FIELDS + " header fields");
            }
            fields.add(field(next));
        }
        return new HttpHead(line, fields);
    }

    private static String line(InputStream in, int[] left) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within the head of a message");
            }
            if (left[0]-- == 0) {
                throw new IOException("the head of a message is longer than " + MAX_BYTES + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        String bare = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        if (bare.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)) {
            throw new IOException("a control character in the head of a message");
        }
        return bare;
    }

    private static Field field(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.substring(0, colon))) {
            throw new IOException("a malformed header field");
        }
        return new Field(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    private static boolean isToken(String name) {
        return name.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0));
    }

    /** The first value of a field. @param name in any case */
    public Optional<String> first(String name) {
        return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).findFirst();
    }

    /** All values of a field, split at commas. @param name in any case */
    public List<String> values(String name) {
        return fields.stream().filter(f -> f.name().equalsIgnoreCase(name))
                .flatMap(f -> List.of(f.value().split(",")).stream()).map(String::strip).filter(v -> !v.isEmpty())
                .toList();
    }

    /** Whether the message asks for, or agrees to, another protocol. @param protocol such as {@code websocket}, in any case */
    public boolean upgradesTo(String protocol) {
        return values("connection").stream().anyMatch("upgrade"::equalsIgnoreCase)
                && values("upgrade").stream().anyMatch(protocol::equalsIgnoreCase);
    }

    /** The status of an answer. @throws IOException if this is no answer of HTTP/1 */
    public int status() throws IOException {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].toUpperCase(Locale.ROOT).startsWith("HTTP/1.")
                || !parts[1].matches("[1-5][0-9][0-9]")) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        return Integer.parseInt(parts[1]);
    }

    /** Writes it with the empty line that ends it, in one piece. @throws IllegalArgumentException if a field has a line break in it */
    public void write(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder(line).append("\r\n");
        for (Field field : fields) {
            if (!isToken(field.name()) || field.value().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("a malformed header field");
            }
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (line.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("a malformed first line");
        }
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
