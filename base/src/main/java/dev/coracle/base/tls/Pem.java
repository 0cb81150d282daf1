package dev.coracle.base.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM: certificates, and private keys in PKCS#8, PKCS#1 (RSA) and SEC 1 (EC) form. Without Bouncy Castle. */
public final class Pem {

    private static final Pattern BLOCK = Pattern
            .compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

    private static final byte[] RSA_ALGORITHM = {0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86,
        (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    private static final byte[] EC_PUBLIC_KEY_OID = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02,
        0x01};

    /** One block: what stands between BEGIN and END. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Block(String type, byte[] der) {}

    private Pem() {}

    /** Every block of a file, in order; text around them is ignored. */
    public static List<Block> blocks(byte[] pem) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
        }
        return blocks;
    }

    /**
     * The certificates of a file, in order, at least one.
     *
     * @throws GeneralSecurityException when there is none, or one is broken
     */
    public static List<X509Certificate> certificates(byte[] pem) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.type.equals("CERTIFICATE")) {
                Certificate certificate = factory.generateCertificate(new ByteArrayInputStream(block.der));
                certificates.add((X509Certificate) certificate);
            }
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate (a block that begins with -----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    /**
     * The first private key of a file.
     *
     * @throws GeneralSecurityException when there is none, it is encrypted, or of a kind that is not known
     */
    public static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
        for (Block block : blocks(pem)) {
            switch (block.type) {
                case "PRIVATE KEY" :
                    return pkcs8(block.der);
                case "RSA PRIVATE KEY" :
                    return pkcs8(wrap(RSA_ALGORITHM, block.der));
                case "EC PRIVATE KEY" :
                    return pkcs8(wrap(ecAlgorithm(block.der), block.der));
                case "ENCRYPTED PRIVATE KEY" :
                    throw new GeneralSecurityException("the private key is encrypted, which is not supported");
                default :
                    // Parameters, certificates: not what is looked for.
            }
        }
        throw new GeneralSecurityException("no private key (a block that begins with -----BEGIN PRIVATE KEY-----)");
    }

    /**
     * A block that {@link #privateKey} reads. EC keys are in SEC 1 form, whose name says the algorithm: Java clients (fabric8's) take what
     * says PRIVATE KEY for RSA, and the official one wants the public half beside it.
     */
    static String ofKey(PrivateKey key, PublicKey publicHalf) {
        if (!key.getAlgorithm().equals("EC")) {
            return KeyFiles.pem("PRIVATE KEY", key.getEncoded());
        }
        try {
            return KeyFiles.pem("EC PRIVATE KEY", sec1(key.getEncoded(), publicHalf.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was made or read can't be written", e);
        }
    }

    /**
     * ECPrivateKey ::= SEQUENCE { version 1, OCTET STRING secret, [0] curve, [1] BIT STRING point } (RFC 5915), from a PrivateKeyInfo and
     * a SubjectPublicKeyInfo.
     */
    private static byte[] sec1(byte[] info, byte[] publicInfo) throws GeneralSecurityException {
        Der in = new Der(info).enter(0x30);
        in.skip(0x02);
        Der algorithm = in.enter(0x30);
        algorithm.skip(0x06);
        byte[] curve = Der.tagged(0x06, algorithm.content(0x06));
        Der key = in.enter(0x04).enter(0x30);
        key.skip(0x02);
        Der point = new Der(publicInfo).enter(0x30);
        point.skip(0x30);
        return Der.sequence(new byte[]{0x02, 0x01, 0x01}, Der.tagged(0x04, key.content(0x04)), Der.tagged(0xa0, curve),
                Der.tagged(0xa1, Der.tagged(0x03, point.content(0x03))));
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                // Of another algorithm: the key doesn't say which before it is parsed.
            }
        }
        throw new GeneralSecurityException("the private key is none of " + ALGORITHMS);
    }

    /** PrivateKeyInfo ::= SEQUENCE { version 0, algorithm, OCTET STRING key } (RFC 5208). */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return Der.sequence(new byte[]{0x02, 0x01, 0x00}, algorithm, Der.tagged(0x04, key));
    }

    /** The curve stands in ECPrivateKey's parameters, which RFC 5915 tags [0]. */
    private static byte[] ecAlgorithm(byte[] key) throws GeneralSecurityException {
        Der in = new Der(key).enter(0x30);
        in.skip(0x02);
        in.skip(0x04);
        byte[] curve = in.content(0xa0);
        return Der.sequence(EC_PUBLIC_KEY_OID, curve);
    }
}
