package dev.coracle.apiserver.resource.core;

import dev.coracle.base.tls.Pem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a certificate and a private key belong together, in the words of Go's crypto/tls. Nothing of the key stands in them. */
final class TlsPairs {

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final byte[] PROOF = "which key signs this?".getBytes(StandardCharsets.US_ASCII);

    private TlsPairs() {}

    /** What keeps a server from using them. @param certificates PEM, the server's own first @param key PEM */
    static Optional<String> problem(byte[] certificates, byte[] key) {
        List<Pem.Block> blocks = Pem.blocks(certificates);
        Optional<Pem.Block> own = blocks.stream().filter(block -> block.type().equals(CERTIFICATE)).findFirst();
        if (own.isEmpty()) {
            return Optional.of(noCertificate(types(blocks)));
        }
        List<Pem.Block> keys = Pem.blocks(key);
        Optional<Pem.Block> found = keys.stream().filter(block -> isKey(block.type())).findFirst();
        if (found.isEmpty()) {
            return Optional.of(noKey(types(keys)));
        }
        PublicKey half;
        try {
            half = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(own.get().der())).getPublicKey();
        } catch (GeneralSecurityException e) {
            return Optional.of("x509: malformed certificate");
        }
        try {
            return mismatch(half, Pem.privateKey(key));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.of("tls: failed to parse private key");
        }
    }

    private static List<String> types(List<Pem.Block> blocks) {
        return blocks.stream().map(Pem.Block::type).toList();
    }

    private static boolean isKey(String type) {
        return type.equals("PRIVATE KEY") || type.endsWith(" PRIVATE KEY");
    }

    private static String noCertificate(List<String> skipped) {
        if (skipped.isEmpty()) {
            return "tls: failed to find any PEM data in certificate input";
        }
        return skipped.size() == 1 && skipped.getFirst().endsWith("PRIVATE KEY")
                ? "tls: failed to find certificate PEM data in certificate input, but did find a private key;"
                        + " PEM inputs may have been switched"
                : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of"
                        + " the following types: " + shown(skipped);
    }

    private static String noKey(List<String> skipped) {
        if (skipped.isEmpty()) {
            return "tls: failed to find any PEM data in key input";
        }
        return skipped.equals(List.of(CERTIFICATE))
                ? "tls: found a certificate rather than a key in the PEM for the private key"
                : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM"
                        + " blocks of the following types: " + shown(skipped);
    }

    private static String shown(List<String> types) {
        return "[" + String.join(" ", types) + "]";
    }

    private static Optional<String> mismatch(PublicKey half, PrivateKey key) throws GeneralSecurityException {
        if (!family(half.getAlgorithm()).equals(family(key.getAlgorithm()))) {
            return Optional.of("tls: private key type does not match public key type");
        }
        Signature signature = Signature.getInstance(switch (family(key.getAlgorithm())) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        });
        signature.initSign(key);
        signature.update(PROOF);
        byte[] signed = signature.sign();
        signature.initVerify(half);
        signature.update(PROOF);
        return verifies(signature, signed)
                ? Optional.empty()
                : Optional.of("tls: private key does not match public key");
    }

    /** A signature of another size, or on another curve, is not one of this key. */
    private static boolean verifies(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Java calls Ed25519's keys by the name of their curve or of their form. */
    private static String family(String algorithm) {
        return algorithm.toUpperCase(Locale.ROOT).startsWith("ED") ? "ED25519" : algorithm;
    }
}
