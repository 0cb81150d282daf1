package dev.coracle.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Reads the answer to a watch as it comes in, whatever the pieces: the head, then chunks whose lines are events. Of an event only the
 * number behind a mark is looked for. Not for two threads at once.
 */
final class StreamedLines {

    private static final byte[] MARK = "bench.example/at\":\"".getBytes(US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);

    private final Events events;
    private boolean inHead = true;
    private int headBytes;
    private boolean blank;
    /** Of the chunk; below zero while its size is read. */
    private int left = -1;
    private int size;
    private int matched;
    private long stamp = -1;

    StreamedLines(Events events) {
        this.events = events;
    }

    /** Told of each event; {@code stamp} is -1 if it has no mark. */
    interface Events {
        void event(long stamp);
    }

    /** Takes all of it. */
    void take(ByteBuffer plain) {
        while (plain.hasRemaining()) {
            if (inHead) {
                head(plain.get());
            } else if (left < 0) {
                size(plain.get());
            } else {
                int count = Math.min(left, plain.remaining());
                scan(plain.array(), plain.arrayOffset() + plain.position(), count);
                plain.position(plain.position() + count);
                left = count == left ? -1 : left - count;
            }
        }
    }

    private void head(byte b) {
        if (headBytes < OK.length && b != OK[headBytes]) {
            throw new IllegalStateException("the watch was not answered with 200");
        }
        headBytes++;
        inHead = !(b == '\n' && blank);
        blank = b == '\n' || b == '\r' && blank;
    }

    /** A size in hexadecimal, on a line of its own; the line's end after the chunk before is an empty one. */
    private void size(byte b) {
        if (b == '\n') {
            left = size > 0 ? size : -1;
            size = 0;
        } else if (b != '\r') {
            size = size * 16 + Character.digit(b, 16);
        }
    }

    private void scan(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            byte b = bytes[i];
            if (matched == MARK.length) {
                if (b >= '0' && b <= '9') {
                    stamp = stamp * 10 + (b - '0');
                    continue;
                }
                matched = 0;
            }
            if (b == MARK[matched]) {
                matched++;
                stamp = matched == MARK.length ? 0 : stamp;
            } else {
                matched = b == MARK[0] ? 1 : 0;
            }
            if (b == '\n') {
                events.event(stamp);
                stamp = -1;
            }
        }
    }
}
