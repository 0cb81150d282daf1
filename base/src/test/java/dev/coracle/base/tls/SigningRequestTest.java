package dev.coracle.base.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningRequestTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final CertificateAuthority authority = CertificateAuthority.create("ca", new ManualClock(NOW));

    @Test
    void whoAsksAndForWhat() throws Exception {
        SigningRequest request = SigningRequest.parse(TestRequests.pem("O=a+O=system:masters,CN=x,CN=jane",
                new GeneralName(GeneralName.dNSName, "h"), new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
                new GeneralName(GeneralName.rfc822Name, "j@x")));
        assertEquals("jane", request.commonName());
        assertTrue(request.organizations().contains("system:masters"), "the second attribute of one part");
        assertTrue(request.hasHosts() && request.hasAddresses() && request.hasMailAddresses());
        assertFalse(request.hasUris());
        assertEquals(3, TestRequests.shown(request).size());
    }

    @Test
    void whatIsNoRequest() throws Exception {
        KeyPair pair = CertificateAuthority.newKeyPair();
        byte[] foreign = TestRequests.pem("CN=jane", pair, CertificateAuthority.newKeyPair().getPrivate());
        assertEquals("the signature of the request is wrong",
                assertThrows(GeneralSecurityException.class, () -> SigningRequest.parse(foreign)).getMessage());
        for (String text : List.of("", "junk",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
                authority.own().certificatePem())) {
            assertThrows(GeneralSecurityException.class,
                    () -> SigningRequest.parse(text.getBytes(StandardCharsets.US_ASCII)), text);
        }
    }

    @Test
    void aSignedRequest() throws Exception {
        SigningRequest request = SigningRequest.parse(
                TestRequests.pem("O=dev,CN=jane", new GeneralName(GeneralName.dNSName, "host")));
        X509Certificate made = authority.sign(request, List.of("client auth", "digital signature", "s/mime",
                "email protection"), NOW, NOW.plusSeconds(600));
        made.verify(authority.certificate().getPublicKey());
        assertEquals(request.key(), made.getPublicKey());
        assertEquals("CN=jane,O=dev", made.getSubjectX500Principal().getName());
        assertEquals(-1, made.getBasicConstraints());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"), made.getExtendedKeyUsage());
        assertTrue(made.getKeyUsage()[0]);
        Collection<List<?>> names = made.getSubjectAlternativeNames();
        assertEquals(List.of(List.of(2, "host")), List.copyOf(names));
        assertEquals(NOW.plusSeconds(600), made.getNotAfter().toInstant());
        assertThrows(IllegalArgumentException.class,
                () -> authority.sign(request, List.of("world domination"), NOW, NOW.plusSeconds(1)));
    }

    @Test
    void anAuthorityWhoseKeyIsOfTheOlderForm(@TempDir Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
        // The PKCS#1 key is what PKCS#8 wraps.
        byte[] pkcs1 = org.bouncycastle.asn1.pkcs.PrivateKeyInfo.getInstance(pkcs8).parsePrivateKey().toASN1Primitive()
                .getEncoded();
        Path certificate = Files.writeString(folder.resolve("ca.crt"), authority.own().certificatePem());
        Path key = Files.writeString(folder.resolve("ca.key"), KeyFiles.pem("RSA PRIVATE KEY", pkcs1));
        assertEquals(authority.certificate(),
                CertificateAuthority.load(certificate, key, new ManualClock(NOW)).certificate());
    }
}
