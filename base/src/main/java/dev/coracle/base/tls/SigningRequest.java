package dev.coracle.base.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Who asks for a certificate, and with what key (PKCS#10, RFC 2986). The one who asks has the key: the signature has been verified. Immutable. */
public final class SigningRequest {

    private final X500Name subject;
    private final PublicKey key;
    private final List<GeneralName> names;

    private SigningRequest(X500Name subject, PublicKey key, List<GeneralName> names) {
        this.subject = subject;
        this.key = key;
        this.names = names;
    }

    /** @param pem a block {@code CERTIFICATE REQUEST} @throws GeneralSecurityException if it is none, or its signature is wrong */
    public static SigningRequest parse(byte[] pem) throws GeneralSecurityException {
        Pem.Block block = Pem.blocks(pem).stream().filter(b -> b.type().endsWith("CERTIFICATE REQUEST")).findFirst()
                .orElseThrow(() -> new GeneralSecurityException("PEM block type must be CERTIFICATE REQUEST"));
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(block.der());
            PublicKey key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new GeneralSecurityException("the signature of the request is wrong");
            }
            return new SigningRequest(request.getSubject(), key, names(request.getRequestedExtensions()));
        } catch (IOException | PKCSException | OperatorCreationException | IllegalArgumentException
                | ClassCastException e) {
            throw new GeneralSecurityException("the request can't be read: " + e.getMessage(), e);
        }
    }

    private static List<GeneralName> names(@org.jspecify.annotations.Nullable Extensions extensions) {
        Extension alternative = extensions == null ? null : extensions.getExtension(Extension.subjectAlternativeName);
        return alternative == null
                ? List.of()
                : List.of(GeneralNames.getInstance(alternative.getParsedValue()).getNames());
    }

    public PublicKey key() {
        return key;
    }

    X500Name subject() {
        return subject;
    }

    /** What the certificate is to be for besides its subject: hosts, addresses, mail addresses and URIs. */
    List<GeneralName> names() {
        return names.stream().filter(name -> isKnown(name.getTagNo())).toList();
    }

    private static boolean isKnown(int tag) {
        return tag == GeneralName.dNSName || tag == GeneralName.iPAddress || tag == GeneralName.rfc822Name
                || tag == GeneralName.uniformResourceIdentifier;
    }

    /** The last common name, or empty. */
    public String commonName() {
        List<String> all = values(BCStyle.CN);
        return all.isEmpty() ? "" : all.getLast();
    }

    public List<String> organizations() {
        return values(BCStyle.O);
    }

    private List<String> values(ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (RDN rdn : subject.getRDNs()) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (attribute.getType().equals(type)) {
                    values.add(IETFUtils.valueToString(attribute.getValue()));
                }
            }
        }
        return values;
    }

    public boolean hasHosts() {
        return has(GeneralName.dNSName);
    }

    public boolean hasAddresses() {
        return names.stream().anyMatch(name -> name.getTagNo() == GeneralName.iPAddress
                && ASN1OctetString.getInstance(name.getName()).getOctetsLength() > 0);
    }

    public boolean hasMailAddresses() {
        return has(GeneralName.rfc822Name);
    }

    public boolean hasUris() {
        return has(GeneralName.uniformResourceIdentifier);
    }

    private boolean has(int tag) {
        return names.stream().anyMatch(name -> name.getTagNo() == tag);
    }

    @Override
    public String toString() {
        return "SigningRequest[" + subject + " " + Arrays.toString(names.toArray()) + "]";
    }
}
