package dev.coracle.api.cbor;

import dev.coracle.api.tree.Json;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A walk over the data items of a byte array. What is walked over a second time after {@link #check} is known to be well formed. For one
 * thread.
 */
final class CborReader {

    /** Reading calls itself for each level, and nothing real is deeper: the original's 10,000 would need a stack of its own. */
    static final int MAX_NESTED = Json.MAX_DEPTH;
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;

    private final byte[] data;
    private int at;

    /** The argument of the last head: a length, a number, a tag, or the bits of a floating point number. */
    private long argument;
    private int info;

    CborReader(byte[] data) {
        this.data = data;
    }

    int position() {
        return at;
    }

    void position(int newPosition) {
        at = newPosition;
    }

    boolean atEnd() {
        return at == data.length;
    }

    MajorType next() {
        return MajorType.of(data[at]);
    }

    long argument() {
        return argument;
    }

    /** How the argument was written: below 24 it stands in the first byte, 24 to 27 say how many bytes it had, 31 that there is no length. */
    int info() {
        return info;
    }

    boolean indefinite() {
        return info == INDEFINITE;
    }

    /** Whether the items of something without a length end here; steps over the mark if they do. */
    boolean broken() {
        if (at < data.length && (data[at] & 0xff) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    /** Reads the first byte of an item and its argument. */
    MajorType head() {
        if (at == data.length) {
            throw new CborException("unexpected EOF");
        }
        byte first = data[at++];
        MajorType type = MajorType.of(first);
        info = first & 0x1f;
        argument = info;
        if (info >= 24 && info <= 27) {
            argument = big(1 << (info - 24));
        } else if (info == INDEFINITE) {
            switch (type) {
                case UNSIGNED, NEGATIVE, TAG -> throw invalid(type);
                case PRIMITIVE -> throw new CborException("cbor: unexpected \"break\" code");
                case BYTES, TEXT, ARRAY, MAP -> {
                }
            }
        } else if (info > 27) {
            throw invalid(type);
        }
        return type;
    }

    private CborException invalid(MajorType type) {
        return new CborException("cbor: invalid additional information " + info + " for type " + type.words);
    }

    private long big(int bytes) {
        if (data.length - at < bytes) {
            throw new CborException("unexpected EOF");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | data[at++] & 0xff;
        }
        return value;
    }

    /** The bytes of a string whose head has just been read, of all its chunks. */
    byte[] string() {
        if (!indefinite()) {
            at += (int) argument;
            return Arrays.copyOfRange(data, at - (int) argument, at);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (!broken()) {
            head();
            whole.write(data, at, (int) argument);
            at += (int) argument;
        }
        return whole.toByteArray();
    }

    /** Steps over one item. @throws CborException if it is not well formed, nested too deeply, or of a kind that is never taken */
    void check() {
        check(0);
    }

    private void check(int depth) {
        MajorType type = head();
        switch (type) {
            case UNSIGNED, NEGATIVE -> {
            }
            case BYTES, TEXT -> checkString(type);
            case ARRAY, MAP -> checkItems(type, deeper(depth));
            case TAG -> {
                if (argument == 2 || argument == 3) {
                    throw Primitives.notAccepted(MajorType.TAG, "bignum");
                }
                check(deeper(depth));
            }
            case PRIMITIVE -> Primitives.check(info, argument);
        }
    }

    private static int deeper(int depth) {
        if (depth == MAX_NESTED) {
            throw new CborException("cbor: exceeded max nested level " + MAX_NESTED);
        }
        return depth + 1;
    }

    private void checkString(MajorType type) {
        if (!indefinite()) {
            skip(type);
            return;
        }
        while (!broken()) {
            MajorType chunk = at == data.length ? type : next();
            if (chunk != type) {
                throw new CborException(
                        "cbor: wrong element type " + chunk.words + " for indefinite-length " + type.words);
            }
            head();
            if (indefinite()) {
                throw new CborException("cbor: indefinite-length " + type.words + " chunk is not definite-length");
            }
            skip(type);
        }
    }

    private void skip(MajorType type) {
        if (argument < 0) {
            throw new CborException("cbor: " + type.words + " length " + Long.toUnsignedString(argument)
                    + " is too large, causing integer overflow");
        }
        if (argument > data.length - at) {
            throw new CborException("unexpected EOF");
        }
        at += (int) argument;
    }

    private void checkItems(MajorType type, int depth) {
        long each = type == MajorType.MAP ? 2 : 1;
        if (indefinite()) {
            long count = 0;
            for (; !broken(); count++) {
                check(depth);
            }
            if (count % each != 0) {
                throw new CborException("cbor: unexpected \"break\" code");
            }
            return;
        }
        if (argument < 0) {
            throw new CborException("cbor: " + type.words + " length " + Long.toUnsignedString(argument)
                    + " is too large, it would cause integer overflow");
        }
        if (argument > data.length) { // each item has a byte at least
            throw new CborException("unexpected EOF");
        }
        for (long left = argument * each; left > 0; left--) {
            check(depth);
        }
    }
}
