package dev.coracle.bench.watch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** One watch in HTTP/1.1: the head, then chunks whose lines are events. */
final class ChunkedWatch implements WatchAnswers {

    private static final byte[] OK = "HTTP/1.1 200".getBytes(US_ASCII);

    private final EventLines lines;
    private boolean inHead = true;
    private int headBytes;
    private boolean blank;
    /** Of the chunk; below zero while its size is read. */
    private int left = -1;
    private int size;

    ChunkedWatch(EventLines lines) {
        this.lines = lines;
    }

    @Override
    public void take(ByteBuffer plain) {
        while (plain.hasRemaining()) {
            if (inHead) {
                head(plain.get());
            } else if (left < 0) {
                size(plain.get());
            } else {
                int count = Math.min(left, plain.remaining());
                lines.take(plain.array(), plain.arrayOffset() + plain.position(), count);
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
}
