package dev.coracle.base.tls.context;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A key and the certificates that say whose it is. @param chain leaf first, not empty */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {

    public CertifiedKey {
        chain = List.copyOf(chain);
    }
}
