package dev.coracle.apiserver.resource.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the original says of certificates and keys that can't be read is among its recorded answers. */
class TlsPairsTest {

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("a", SystemClock.instance());
    private static final IssuedCertificate ONE = AUTHORITY.issueServing("one", List.of("one"));
    private static final IssuedCertificate OTHER = AUTHORITY.issueServing("other", List.of("other"));

    private static Optional<String> problem(String certificate, String key) {
        return TlsPairs.problem(certificate.getBytes(StandardCharsets.US_ASCII),
                key.getBytes(StandardCharsets.US_ASCII));
    }

    private static String key(String algorithm) throws GeneralSecurityException {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void aKeyAndItsCertificate() {
        assertEquals(Optional.empty(), problem(ONE.certificatePem(), ONE.keyPem()));
    }

    @Test
    void aKeyOfAnother() {
        assertEquals(Optional.of("tls: private key does not match public key"),
                problem(ONE.certificatePem(), OTHER.keyPem()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "Ed25519"})
    void aKeyOfAnotherAlgorithm(String algorithm) throws GeneralSecurityException {
        assertEquals(Optional.of("tls: private key type does not match public key type"),
                problem(ONE.certificatePem(), key(algorithm)));
    }

    @Test
    void aKeyThatIsNone() {
        assertEquals(Optional.of("tls: failed to parse private key"),
                problem(ONE.certificatePem(), "-----BEGIN PRIVATE KEY-----\nYQ==\n-----END PRIVATE KEY-----\n"));
    }
}
