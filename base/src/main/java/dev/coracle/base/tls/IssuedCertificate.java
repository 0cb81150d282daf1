package dev.coracle.base.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate (leaf first, where there are more) and its private key. Printing the record never shows the key. */
public record IssuedCertificate(List<X509Certificate> chain, PrivateKey key) {

    public IssuedCertificate {
        chain = List.copyOf(chain);
    }

    public String certificatePem() {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                pem.append(KeyFiles.pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was made or read can't be written", e);
        }
        return pem.toString();
    }

    /** SEC 1 for EC keys, PKCS#8 for others. */
    public String keyPem() {
        return Pem.ofKey(key, chain.getFirst().getPublicKey());
    }

    /** Writes both, the key first and readable by its owner alone, so that a certificate is never without its key. */
    public void write(Path certificateFile, Path keyFile) throws IOException {
        KeyFiles.writePrivate(keyFile, keyPem().getBytes(StandardCharsets.US_ASCII));
        KeyFiles.write(certificateFile, certificatePem().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "IssuedCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
