package dev.coracle.bench.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** Answers of HTTP/1.1, read as their bytes come. Bodies are counted, not parsed, but for the version of a small object. */
final class AnswerReader {

    private static final int LONGEST_LINE = 16 * 1024;
    private static final int SMALL = 32 * 1024;
    private static final String VERSION = "\"resourceVersion\":\"";

    private enum Part {
        STATUS, HEADERS, BODY, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS
    }

    private Part part = Part.STATUS;
    private byte[] line = new byte[256];
    private int lineLength;
    private int status;
    private boolean chunked;
    /** Of the body, or of the chunk. */
    private long left;
    private long bytes;
    private final byte[] small = new byte[SMALL];
    private int smallLength;

    /**
     * Takes what has come, up to the end of an answer.
     *
     * @param plain backed by an array
     * @return whether an answer is whole; what follows belongs to the next
     */
    boolean read(ByteBuffer plain) throws IOException {
        while (plain.hasRemaining()) {
            boolean whole = part == Part.BODY || part == Part.CHUNK ? body(plain) : line(plain) && next();
            if (whole) {
                part = Part.STATUS;
                return true;
            }
        }
        return false;
    }

    /** What was last read, once it was whole. */
    Connection.Answer answer() {
        return new Connection.Answer(status, bytes, version());
    }

    private boolean body(ByteBuffer plain) {
        int count = (int) Math.min(left, plain.remaining());
        int kept = Math.min(count, SMALL - smallLength);
        plain.get(plain.position(), small, smallLength, kept);
        smallLength += kept;
        plain.position(plain.position() + count);
        bytes += count;
        left -= count;
        if (left == 0 && part == Part.CHUNK) {
            part = Part.CHUNK_END;
            return false;
        }
        return left == 0;
    }

    /** @return whether the line is whole */
    private boolean line(ByteBuffer plain) throws IOException {
        byte[] from = plain.array();
        int start = plain.arrayOffset() + plain.position();
        int end = start;
        int limit = start + plain.remaining();
        while (end < limit && from[end] != '\n') {
            end++;
        }
        int count = end - start;
        if (lineLength + count > LONGEST_LINE) {
            throw new IOException("a header line of more than " + LONGEST_LINE + " bytes");
        }
        if (lineLength + count > line.length) {
            line = Arrays.copyOf(line, LONGEST_LINE);
        }
        System.arraycopy(from, start, line, lineLength, count);
        lineLength += count;
        plain.position(plain.position() + count + (end < limit ? 1 : 0));
        return end < limit;
    }

    /** @return whether the line was the answer's last */
    private boolean next() {
        int length = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        lineLength = 0;
        switch (part) {
            case STATUS -> begin(length);
            case HEADERS -> {
                if (length > 0) {
                    header(length);
                } else {
                    part = chunked ? Part.CHUNK_SIZE : Part.BODY;
                    return !chunked && left == 0;
                }
            }
            case CHUNK_SIZE -> {
                left = Integer.parseInt(new String(line, 0, length, ISO_8859_1).split(";", 2)[0].strip(), 16);
                part = left == 0 ? Part.TRAILERS : Part.CHUNK;
            }
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            case TRAILERS -> {
                return length == 0;
            }
            case BODY, CHUNK -> throw new IllegalStateException("a body has no lines");
        }
        return false;
    }

    private void begin(int length) {
        status = Integer.parseInt(new String(line, 0, length, ISO_8859_1).substring(9, 12));
        chunked = false;
        left = 0;
        bytes = 0;
        smallLength = 0;
        part = Part.HEADERS;
    }

    /** Most have other first letters than those that count. */
    private void header(int length) {
        int first = line[0] | 0x20;
        if (first != 'c' && first != 't') {
            return;
        }
        String lower = new String(line, 0, length, ISO_8859_1).toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
            left = Long.parseLong(lower.substring(15).strip());
        } else if (lower.startsWith("transfer-encoding:")) {
            chunked = lower.endsWith("chunked");
        }
    }

    private String version() {
        if (bytes > SMALL) {
            return "";
        }
        String seen = new String(small, 0, smallLength, ISO_8859_1);
        int found = seen.indexOf(VERSION);
        int from = found + VERSION.length();
        return found < 0 ? "" : seen.substring(from, Math.max(from, seen.indexOf('"', from)));
    }
}
