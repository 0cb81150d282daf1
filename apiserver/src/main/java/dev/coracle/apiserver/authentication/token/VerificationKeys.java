package dev.coracle.apiserver.authentication.token;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;

/**
 * Keys for service account tokens out of PEM files: public keys (SubjectPublicKeyInfo or PKCS#1), private keys (PKCS#8, PKCS#1, SEC 1,
 * of which the public half is taken) and certificates. RSA and the curves P-256, P-384 and P-521.
 */
public final class VerificationKeys {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final long MAX_FILE = 1 << 20;

    private VerificationKeys() {}

    /** All public keys in a file. @throws IOException if it can't be read, or holds none */
    public static List<PublicKey> read(Path file) throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        for (Block block : blocks(file)) {
            try {
                publicKey(block).ifPresent(keys::add);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IOException(file + ": the " + block.type + " block can't be read: " + e.getMessage(), e);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key: a PEM public key, private key or certificate is expected");
        }
        return keys;
    }

    /** The private key in a file. @throws IOException if it can't be read, or holds none */
    public static PrivateKey readPrivate(Path file) throws IOException {
        for (Block block : blocks(file)) {
            try {
                if (block.type.endsWith("PRIVATE KEY")) {
                    return privateKey(block);
                }
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IOException(file + ": the private key can't be read: " + e.getMessage(), e);
            }
        }
        throw new IOException(file + " holds no private key: a PEM block PRIVATE KEY is expected");
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Block(String type, byte[] der) {}

    private static List<Block> blocks(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new IOException(file + " is larger than a key file can be");
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(file));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
        }
        return blocks;
    }

    private static java.util.Optional<PublicKey> publicKey(Block block) throws GeneralSecurityException {
        return switch (block.type) {
            case "CERTIFICATE" -> java.util.Optional.of(CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.der)).getPublicKey());
            case "PUBLIC KEY" -> java.util.Optional.of(generatePublic(block.der));
            case "RSA PUBLIC KEY" -> java.util.Optional.of(generatePublic(Der.rsaPublicInfo(block.der)));
            case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> java.util.Optional.of(publicHalf(block));
            default -> java.util.Optional.empty();
        };
    }

    private static PublicKey publicHalf(Block block) throws GeneralSecurityException {
        PrivateKey key = privateKey(block);
        if (key instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        if (key instanceof ECPrivateKey ec) {
            return publicHalf(ec);
        }
        throw new GeneralSecurityException("it is neither an RSA nor an elliptic curve key");
    }

    /** A private EC key may or may not carry its public half, so it is computed. */
    private static PublicKey publicHalf(ECPrivateKey key) throws GeneralSecurityException {
        int bits = key.getParams().getCurve().getField().getFieldSize();
        X9ECParameters curve = ECNamedCurveTable.getByName("P-" + bits);
        if (curve == null) {
            throw new GeneralSecurityException("its curve is none of P-256, P-384 and P-521");
        }
        org.bouncycastle.math.ec.ECPoint point = curve.getG().multiply(key.getS()).normalize();
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger()), key.getParams()));
    }

    private static PrivateKey privateKey(Block block) throws GeneralSecurityException {
        byte[] der = pkcs8(block);
        String algorithm = Der.isRsaPkcs8(der) ? "RSA" : "EC";
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static byte[] pkcs8(Block block) throws GeneralSecurityException {
        return switch (block.type) {
            case "RSA PRIVATE KEY" -> Der.rsaPkcs8(block.der);
            case "EC PRIVATE KEY" -> Der.ecPkcs8(block.der);
            default -> block.der;
        };
    }

    private static PublicKey generatePublic(byte[] info) throws GeneralSecurityException {
        return KeyFactory.getInstance(Der.isRsaPublicInfo(info) ? "RSA" : "EC")
                .generatePublic(new X509EncodedKeySpec(info));
    }
}
