package dev.coracle.base.tls;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate signing requests for tests. */
final class TestRequests {

    private TestRequests() {}

    static byte[] pem(String subject, GeneralName... names) throws Exception {
        KeyPair pair = CertificateAuthority.newKeyPair();
        return pem(subject, pair, pair.getPrivate(), names);
    }

    /** @param signs the key that signs, which ought to be the pair's own */
    static byte[] pem(String subject, KeyPair pair, PrivateKey signs, GeneralName... names) throws Exception {
        JcaPKCS10CertificationRequestBuilder builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject),
                pair.getPublic());
        if (names.length > 0) {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        }
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signs)).getEncoded();
        return KeyFiles.pem("CERTIFICATE REQUEST", der).getBytes(StandardCharsets.US_ASCII);
    }

    static List<String> shown(SigningRequest request) {
        return request.names().stream().map(name -> name.getName().toString()).toList();
    }
}
