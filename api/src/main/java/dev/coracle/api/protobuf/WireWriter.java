package dev.coracle.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format from the end to the beginning: what is inside a message is written before its length, so no length has to
 * be known beforehand. Fields are therefore written in descending order, and the bytes come out in ascending order. Source: the
 * protobuf encoding specification. Not safe for use by several threads.
 */
final class WireWriter {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private byte[] buffer = new byte[1024];
    /** The bytes so far are from here to the end. */
    private int start = buffer.length;

    /** How much is written; the difference of two marks is the length of what is between. */
    int mark() {
        return buffer.length - start;
    }

    private void room(int bytes) {
        if (start >= bytes) {
            return;
        }
        int written = buffer.length - start;
        byte[] larger = new byte[Math.max(buffer.length * 2, written + bytes)];
        System.arraycopy(buffer, start, larger, larger.length - written, written);
        start = larger.length - written;
        buffer = larger;
    }

    private void varint(long value) {
        int length = Math.max(1, (63 - Long.numberOfLeadingZeros(value)) / 7 + 1);
        room(length);
        start -= length;
        long rest = value;
        for (int i = 0; i < length - 1; i++) {
            buffer[start + i] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        buffer[start + length - 1] = (byte) rest;
    }

    private void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    void raw(byte[] bytes) {
        room(bytes.length);
        start -= bytes.length;
        System.arraycopy(bytes, 0, buffer, start, bytes.length);
    }

    void integer(int field, long value) {
        varint(value);
        tag(field, VARINT);
    }

    void bool(int field, boolean value) {
        integer(field, value ? 1 : 0);
    }

    void doubling(int field, double value) {
        long bits = Double.doubleToRawLongBits(value);
        room(8);
        for (int i = 7; i >= 0; i--) {
            buffer[--start] = (byte) (bits >>> 8 * i);
        }
        tag(field, FIXED64);
    }

    void bytes(int field, byte[] value) {
        raw(value);
        varint(value.length);
        tag(field, BYTES);
    }

    void string(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes what was written since {@code mark} a message. */
    void message(int field, int mark) {
        varint((long) mark() - mark);
        tag(field, BYTES);
    }

    /** The head of a field of so many bytes, of which what is written so far is the beginning. */
    void begin(int field, long length) {
        varint(length);
        tag(field, BYTES);
    }

    byte[] toBytes() {
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }
}
