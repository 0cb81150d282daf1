package dev.coracle.api.protobuf;

import dev.coracle.api.status.StatusException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads protobuf's wire format. Never reads beyond its bounds; what is malformed is a StatusException (400). Source: the protobuf
 * encoding specification. Not safe for use by several threads.
 */
final class WireReader {

    private final byte[] bytes;
    private final int end;
    private int at;
    private int wireType;

    WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    static StatusException malformed(String why) {
        return StatusException.badRequest("the object is not valid protobuf: " + why);
    }

    /** Passes over the four bytes that an object in protobuf begins with. */
    void skipMagic() {
        advance(4);
    }

    /** The number of the next field, or 0 at the end. */
    int nextField() {
        if (at == end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number == 0 || number >= 1 << 29) {
            throw malformed("a field has number " + number);
        }
        return (int) number;
    }

    /** Of the field whose number was read. */
    int wireType() {
        return wireType;
    }

    boolean isEmpty() {
        return at == end;
    }

    void expect(int type) {
        if (wireType != type) {
            throw malformed("a field has wire type " + wireType + " where " + type + " is expected");
        }
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[advance(1)];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("an integer is longer than 10 bytes");
    }

    double fixedDouble() {
        return Double.longBitsToDouble(ByteBuffer.wrap(bytes, advance(8), 8).order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong());
    }

    private int advance(int count) {
        if (count > end - at) {
            throw StatusException.badRequest("unexpected EOF");
        }
        at += count;
        return at - count;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw StatusException.badRequest("unexpected EOF");
        }
        return (int) length;
    }

    byte[] bytes() {
        int length = length();
        int from = advance(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    String string() {
        int length = length();
        ByteBuffer text = ByteBuffer.wrap(bytes, advance(length), length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw malformed("a string is not UTF-8");
        }
    }

    /** A reader of the message that comes next. */
    WireReader message() {
        int length = length();
        int from = advance(length);
        return new WireReader(bytes, from, from + length);
    }

    /** Passes over the value of a field that nobody asked for. */
    void skip() {
        switch (wireType) {
            case WireWriter.VARINT -> varint();
            case WireWriter.FIXED64 -> advance(8);
            case WireWriter.FIXED32 -> advance(4);
            case WireWriter.BYTES -> advance(length());
            default -> throw malformed("a field has wire type " + wireType);
        }
    }
}
