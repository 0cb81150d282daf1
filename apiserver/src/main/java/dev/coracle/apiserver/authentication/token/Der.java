package dev.coracle.apiserver.authentication.token;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * The little DER that it takes to put one encoding of a key into another: the JDK reads PKCS#8 and SubjectPublicKeyInfo only,
 * key files come as PKCS#1 (RFC 8017) and SEC 1 (RFC 5915) as well.
 */
final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int BITS = 0x03;
    private static final byte[] VERSION_0 = {2, 1, 0};
    /** rsaEncryption with NULL parameters. */
    private static final byte[] RSA = {0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d,
        0x01, 0x01, 0x01, 0x05, 0x00};
    /** The OID id-ecPublicKey. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Der() {}

    /** An element's place in its array: where its content begins and ends. */
    private record Element(int tag, int from, int to) {}

    static byte[] rsaPkcs8(byte[] pkcs1) {
        return element(SEQUENCE, VERSION_0, RSA, element(OCTETS, pkcs1));
    }

    static byte[] rsaPublicInfo(byte[] pkcs1) {
        return element(SEQUENCE, RSA, element(BITS, new byte[]{0}, pkcs1));
    }

    static boolean isRsaPkcs8(byte[] pkcs8) throws GeneralSecurityException {
        return algorithmIsRsa(pkcs8, after(pkcs8, inside(pkcs8)));
    }

    static boolean isRsaPublicInfo(byte[] info) throws GeneralSecurityException {
        return algorithmIsRsa(info, inside(info));
    }

    /** A SEC 1 key says its curve in [0]. */
    static byte[] ecPkcs8(byte[] sec1) throws GeneralSecurityException {
        Element curve = tagged(sec1, inside(sec1), 0xa0);
        byte[] oid = Arrays.copyOfRange(sec1, curve.from, curve.to);
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, oid), element(OCTETS, sec1));
    }

    private static boolean algorithmIsRsa(byte[] der, Element algorithm) {
        return Arrays.equals(RSA, 2, RSA.length - 2, der, algorithm.from,
                Math.min(algorithm.to, algorithm.from + RSA.length - 4));
    }

    /** The first element inside the outer sequence. */
    private static Element inside(byte[] der) throws GeneralSecurityException {
        return read(der, read(der, 0).from);
    }

    private static Element after(byte[] der, Element element) throws GeneralSecurityException {
        return next(der, element.to);
    }

    private static Element next(byte[] der, int at) throws GeneralSecurityException {
        return read(der, at);
    }

    private static Element tagged(byte[] der, Element first, int tag) throws GeneralSecurityException {
        Element element = first;
        while (element.tag != tag) {
            element = next(der, element.to);
        }
        return element;
    }

    private static Element read(byte[] der, int at) throws GeneralSecurityException {
        if (at + 2 > der.length) {
            throw new GeneralSecurityException("the key ends too early, or lacks its curve");
        }
        int length = der[at + 1] & 0xff;
        int from = at + 2;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            if (bytes > 3 || from + bytes > der.length) {
                throw new GeneralSecurityException("a length in the key is not DER");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | der[from++] & 0xff;
            }
        }
        if (from + length > der.length) {
            throw new GeneralSecurityException("the key ends too early");
        }
        return new Element(der[at] & 0xff, from, from + length);
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(p -> p.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length & 0xff);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
