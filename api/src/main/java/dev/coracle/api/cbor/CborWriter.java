package dev.coracle.api.cbor;

import java.io.ByteArrayOutputStream;

/** Data items one after the other, each in its shortest form. For one thread. */
final class CborWriter {

    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;
    private static final int NULL = 0xf6;
    private static final int HALF = 0xf9;
    private static final int SINGLE = 0xfa;
    private static final int DOUBLE = 0xfb;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    byte[] toBytes() {
        return out.toByteArray();
    }

    int size() {
        return out.size();
    }

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    /** @param argument never negative */
    void head(MajorType type, long argument) {
        int first = type.ordinal() << 5;
        if (argument < 24) {
            out.write(first | (int) argument);
            return;
        }
        int power = argument < 1 << 8 ? 0 : argument < 1 << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
        out.write(first | 24 + power);
        big(argument, 1 << power);
    }

    private void big(long value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    void bytes(byte[] bytes) {
        head(MajorType.BYTES, bytes.length);
        out.writeBytes(bytes);
    }

    void integer(long value) {
        if (value >= 0) {
            head(MajorType.UNSIGNED, value);
        } else {
            head(MajorType.NEGATIVE, -1 - value);
        }
    }

    void bool(boolean value) {
        out.write(value ? TRUE : FALSE);
    }

    void nothing() {
        out.write(NULL);
    }

    /** In the narrowest width that keeps the value. @param value finite */
    void floating(double value) {
        float single = (float) value;
        if (single != value) {
            out.write(DOUBLE);
            big(Double.doubleToRawLongBits(value), 8);
            return;
        }
        short half = Float.floatToFloat16(single);
        if (Float.float16ToFloat(half) == single) {
            out.write(HALF);
            big(half, 2);
        } else {
            out.write(SINGLE);
            big(Float.floatToRawIntBits(single), 4);
        }
    }
}
