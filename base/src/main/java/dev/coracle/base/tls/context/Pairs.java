package dev.coracle.base.tls.context;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Whether a private key and a public one are a pair: what one signs, the other takes. */
final class Pairs {

    private static final byte[] SAMPLE = {1, 2, 3};

    private Pairs() {}

    static boolean belongTogether(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        });
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(SAMPLE);
        return signature.verify(signed);
    }
}
