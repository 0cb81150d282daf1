package dev.coracle.base.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.io.StringReader;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemTest {

    @ParameterizedTest
    @CsvSource({"RSA, RSA PRIVATE KEY", "EC, EC PRIVATE KEY", "EC, PRIVATE KEY", "RSA, PRIVATE KEY"})
    void readsKeysInTheirOlderFormsToo(String algorithm, String type) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        KeyPair pair = generator.generateKeyPair();
        byte[] der = pair.getPrivate().getEncoded();
        if (!type.equals("PRIVATE KEY")) {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(der);
            if (algorithm.equals("EC")) {
                org.bouncycastle.asn1.sec.ECPrivateKey inner = org.bouncycastle.asn1.sec.ECPrivateKey
                        .getInstance(info.parsePrivateKey());
                der = new org.bouncycastle.asn1.sec.ECPrivateKey(256, inner.getKey(),
                        info.getPrivateKeyAlgorithm().getParameters()).getEncoded();
            } else {
                der = info.parsePrivateKey().toASN1Primitive().getEncoded();
            }
        }
        byte[] pem = ("some text\n" + KeyFiles.pem(type, der)).getBytes(StandardCharsets.US_ASCII);
        assertEquals(secret(pair.getPrivate()), secret(Pem.privateKey(pem)));
    }

    @ParameterizedTest
    @CsvSource({"RSA, -----BEGIN PRIVATE KEY-----", "EC, -----BEGIN EC PRIVATE KEY-----"})
    void writesWhatItReads(String algorithm, String begin) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        KeyPair pair = generator.generateKeyPair();
        String pem = Pem.ofKey(pair.getPrivate(), pair.getPublic());
        assertEquals(begin, pem.lines().findFirst().orElseThrow());
        try (PEMParser others = new PEMParser(new StringReader(pem))) {
            Object read = others.readObject();
            assertEquals(pair.getPublic(), read instanceof PEMKeyPair both
                    ? new JcaPEMKeyConverter().getKeyPair(both).getPublic()
                    : pair.getPublic());
        }
        assertEquals(secret(pair.getPrivate()), secret(Pem.privateKey(pem.getBytes(StandardCharsets.US_ASCII))));
    }

    private static java.math.BigInteger secret(java.security.PrivateKey key) {
        return key instanceof java.security.interfaces.ECPrivateKey ec
                ? ec.getS()
                : ((java.security.interfaces.RSAPrivateKey) key).getPrivateExponent();
    }

    @Test
    void saysWhatIsMissing() {
        byte[] nothing = "nothing".getBytes(StandardCharsets.US_ASCII);
        assertThrows(GeneralSecurityException.class, () -> Pem.privateKey(nothing));
        assertThrows(GeneralSecurityException.class, () -> Pem.certificates(nothing));
        assertThrows(GeneralSecurityException.class,
                () -> Pem.privateKey(KeyFiles.pem("EC PRIVATE KEY", new byte[]{0x30, 0x7f, 1})
                        .getBytes(StandardCharsets.US_ASCII)));
    }
}
