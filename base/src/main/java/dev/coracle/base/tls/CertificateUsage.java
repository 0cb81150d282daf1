package dev.coracle.base.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * What a certificate's key may be used for, in the words of certificates.k8s.io. Immutable.
 *
 * @param bits     of the extension key usage; 0 for none
 * @param purposes of the extension extended key usage
 */
record CertificateUsage(int bits, List<KeyPurposeId> purposes) {

    private static final Map<String, Integer> BITS = Map.of("signing", KeyUsage.digitalSignature, "digital signature",
            KeyUsage.digitalSignature, "content commitment", KeyUsage.nonRepudiation, "key encipherment",
            KeyUsage.keyEncipherment, "key agreement", KeyUsage.keyAgreement, "data encipherment",
            KeyUsage.dataEncipherment, "cert sign", KeyUsage.keyCertSign, "crl sign", KeyUsage.cRLSign,
            "encipher only", KeyUsage.encipherOnly, "decipher only", KeyUsage.decipherOnly);

    private static final Map<String, KeyPurposeId> PURPOSES = Map.ofEntries(
            Map.entry("any", KeyPurposeId.anyExtendedKeyUsage), Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
            Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
            Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
            Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
            Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
            Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
            Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
            Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
            Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
            Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
            Map.entry("microsoft sgc", KeyPurposeId.getInstance(
                    new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.3.6.1.4.1.311.10.3.3"))),
            Map.entry("netscape sgc", KeyPurposeId.getInstance(
                    new org.bouncycastle.asn1.ASN1ObjectIdentifier("2.16.840.1.113730.4.1"))));

    /** @throws IllegalArgumentException naming those that nobody knows */
    static CertificateUsage of(List<String> words) {
        int bits = 0;
        List<KeyPurposeId> purposes = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String word : words) {
            Integer bit = BITS.get(word);
            KeyPurposeId purpose = PURPOSES.get(word);
            if (bit != null) {
                bits |= bit;
            } else if (purpose == null) {
                unknown.add(word);
            } else if (!purposes.contains(purpose)) {
                purposes.add(purpose);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unrecognized usage values: " + unknown);
        }
        return new CertificateUsage(bits, List.copyOf(purposes));
    }
}
