package dev.coracle.base.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** As much of DER as wrapping one key form in another takes. */
final class Der {

    private final byte[] bytes;
    private int at;

    Der(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The inside of the element that comes next. */
    Der enter(int tag) throws GeneralSecurityException {
        return new Der(content(tag));
    }

    void skip(int tag) throws GeneralSecurityException {
        content(tag);
    }

    byte[] content(int tag) throws GeneralSecurityException {
        if (at + 2 > bytes.length || (bytes[at] & 0xff) != tag) {
            throw new GeneralSecurityException("the private key is not in the form it says");
        }
        int length = bytes[at + 1] & 0xff;
        at += 2;
        if (length > 0x82) {
            throw new GeneralSecurityException("the private key is longer than any key");
        }
        if (length > 0x80) {
            int octets = length - 0x80;
            length = 0;
            for (int i = 0; i < octets && at < bytes.length; i++) {
                length = length << 8 | bytes[at++] & 0xff;
            }
        }
        if (length > bytes.length - at) {
            throw new GeneralSecurityException("the private key is cut off");
        }
        byte[] content = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return content;
    }

    static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return tagged(0x30, content.toByteArray());
    }

    static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
