package dev.coracle.base.tls;

import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs certificates. Authorities and certificates made here have ECDSA P-256 keys; an authority that was read from files may have an
 * RSA key as well. Authorities are valid for ten years, certificates for one, both from an hour before they were made, because
 * clocks differ. Immutable and safe for use by any number of threads.
 */
public final class CertificateAuthority {

    private static final Duration CA_LIFE = Duration.ofDays(3652);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);
    private static final Duration SKEW = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** A new authority that has signed itself. */
    public static CertificateAuthority create(String commonName, Clock clock) {
        KeyPair pair = newKeyPair();
        X500Name name = name(commonName, List.of());
        Profile profile = new Profile(true, KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign,
                List.of(), List.of(commonName));
        return new CertificateAuthority(sign(name, pair.getPrivate(), name, pair.getPublic(), CA_LIFE, clock, profile),
                pair.getPrivate(), clock);
    }

    /** The authority in these two PEM files. @throws IOException if they can't be read or don't hold a certificate and a key */
    public static CertificateAuthority load(Path certificate, Path key, Clock clock) throws IOException {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return new CertificateAuthority(read, Pem.privateKey(Files.readAllBytes(key)), clock);
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " and " + key + " are no certificate authority: " + e.getMessage(), e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The authority's own certificate and key, to be written to files. */
    public IssuedCertificate own() {
        return new IssuedCertificate(List.of(certificate), key);
    }

    /** A certificate for a server. @param names DNS names and IP addresses, each as text */
    public IssuedCertificate issueServing(String commonName, Collection<String> names) {
        return issue(name(commonName, List.of()),
                new Profile(false, KeyUsage.digitalSignature | KeyUsage.keyEncipherment,
                        List.of(KeyPurposeId.id_kp_serverAuth), List.copyOf(names)));
    }

    /** A certificate for a client: the common name is the user, each organization a group. */
    public IssuedCertificate issueClient(String commonName, List<String> organizations) {
        return issue(name(commonName, organizations),
                new Profile(false, KeyUsage.digitalSignature | KeyUsage.keyEncipherment,
                        List.of(KeyPurposeId.id_kp_clientAuth), List.of()));
    }

    /** A serving certificate that nobody vouches for, for a server that was given none. */
    public static IssuedCertificate selfSigned(String commonName, Collection<String> names, Clock clock) {
        KeyPair pair = newKeyPair();
        X500Name name = name(commonName, List.of());
        X509Certificate made = sign(name, pair.getPrivate(), name, pair.getPublic(), LEAF_LIFE, clock,
                new Profile(true, KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign,
                        List.of(KeyPurposeId.id_kp_serverAuth), List.copyOf(names)));
        return new IssuedCertificate(List.of(made), pair.getPrivate());
    }

    private IssuedCertificate issue(X500Name subject, Profile profile) {
        KeyPair pair = newKeyPair();
        X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new IssuedCertificate(
                List.of(sign(issuer, key, subject, pair.getPublic(), LEAF_LIFE, clock, profile)), pair.getPrivate());
    }

    /**
     * A certificate for one who asks, with the subject, the names and the key of the request; never an authority.
     *
     * @param usages in the words of certificates.k8s.io
     * @throws IllegalArgumentException for a usage that nobody knows
     */
    public X509Certificate sign(SigningRequest request, List<String> usages, Instant notBefore, Instant notAfter) {
        CertificateUsage usage = CertificateUsage.of(usages);
        X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, serial(), Date.from(notBefore),
                Date.from(notAfter), request.subject(), request.key());
        try {
            if (usage.bits() != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage.bits()));
            }
            if (!usage.purposes().isEmpty()) {
                builder.addExtension(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(usage.purposes().toArray(KeyPurposeId[]::new)));
            }
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
            if (!request.names().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(request.names().toArray(GeneralName[]::new)));
            }
            return signed(builder, key);
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a certificate for " + request + ": " + e.getMessage(), e);
        }
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey issuerKey)
            throws OperatorCreationException, GeneralSecurityException {
        String algorithm = issuerKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        X509CertificateHolder holder = builder.build(new JcaContentSignerBuilder(algorithm).build(issuerKey));
        return new JcaX509CertificateConverter().getCertificate(holder);
    }

    private record Profile(boolean authority, int usage, List<KeyPurposeId> purposes, List<String> names) {}

    private static X509Certificate sign(X500Name issuer, PrivateKey issuerKey, X500Name subject, PublicKey subjectKey,
            Duration life, Clock clock, Profile profile) {
        Instant now = clock.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer, serial(),
                Date.from(now.minus(SKEW)), Date.from(now.plus(life)), subject, subjectKey);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(profile.authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(profile.usage));
            if (profile.authority) {
                builder.addExtension(Extension.subjectKeyIdentifier, false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(subjectKey));
            }
            if (!profile.purposes.isEmpty()) {
                builder.addExtension(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(profile.purposes.toArray(KeyPurposeId[]::new)));
            }
            if (!profile.names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(profile.names));
            }
            return signed(builder, issuerKey);
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a certificate for " + subject + ": " + e.getMessage(), e);
        }
    }

    private static GeneralNames alternativeNames(List<String> names) {
        return new GeneralNames(names.stream().distinct()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static X500Name name(String commonName, List<String> organizations) {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(organization -> builder.addRDN(BCStyle.O, organization));
        return builder.addRDN(BCStyle.CN, commonName).build();
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(64);
    }

    /** On the curve P-256. */
    static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no elliptic curve P-256", e);
        }
    }
}
