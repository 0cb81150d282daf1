package dev.coracle.base.spdy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Blocks of names and values, compressed as one stream for each direction: blocks must be coded in the order in which they are sent. The two directions may be
 * used by two threads.
 */
final class HeaderCodec {

    private static final int MAX_BLOCK = 64 << 10;
    private static final int MAX_HEADERS = 200;
    private static final byte[] DICTIONARY = Dictionary.bytes();

    private final Deflater deflater = new Deflater();
    private final Inflater inflater = new Inflater();

    HeaderCodec() {
        deflater.setDictionary(DICTIONARY);
    }

    byte[] encode(Map<String, String> headers) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(128);
        number(plain, headers.size());
        headers.forEach((name, value) -> {
            text(plain, name.toLowerCase(Locale.ROOT));
            text(plain, value);
        });
        deflater.setInput(plain.toByteArray());
        ByteArrayOutputStream packed = new ByteArrayOutputStream(128);
        byte[] buffer = new byte[1 << 10];
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            packed.write(buffer, 0, count);
        } while (count == buffer.length);
        return packed.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    /** By lower-case name; several values of a name are separated by NUL. @throws IOException if the block is malformed or too large */
    Map<String, String> decode(byte[] packed) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(inflated(packed));
        try {
            int count = plain.getInt();
            if (count < 0 || count > MAX_HEADERS) {
                throw new IOException("a SPDY header block of " + count + " headers");
            }
            Map<String, String> headers = new TreeMap<>();
            for (int i = 0; i < count; i++) {
                headers.put(text(plain).toLowerCase(Locale.ROOT), text(plain));
            }
            return headers;
        } catch (BufferUnderflowException e) {
            throw new IOException("a SPDY header block that ends early", e);
        }
    }

    private static String text(ByteBuffer from) throws IOException {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new IOException("a SPDY header longer than its block");
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] inflated(byte[] packed) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(256);
        byte[] buffer = new byte[4 << 10];
        inflater.setInput(packed);
        try {
            while (true) {
                int count = inflater.inflate(buffer);
                plain.write(buffer, 0, count);
                if (plain.size() > MAX_BLOCK) {
                    throw new IOException("a SPDY header block of more than " + MAX_BLOCK + " bytes");
                }
                if (inflater.needsDictionary()) {
                    inflater.setDictionary(DICTIONARY);
                } else if (count == 0) {
                    return plain.toByteArray();
                }
            }
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IOException("a SPDY header block that can't be decompressed", e);
        }
    }

    /** For the one who decodes: no more comes. */
    void endDecoding() {
        inflater.end();
    }

    /** For the one who encodes: no more goes. */
    void endEncoding() {
        deflater.end();
    }
}
