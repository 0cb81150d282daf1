package dev.coracle.apiserver.webhook;

import dev.coracle.base.tls.context.TlsContexts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts servers whose certificate a bundle vouches for and that carries one certain name, whatever address was dialled: a webhook behind
 * a service is reached by an address but shows the service's name.
 */
public final class NamedTrust extends X509ExtendedTrustManager {

    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final X509TrustManager chains;
    private final String name;

    private NamedTrust(X509TrustManager chains, String name) {
        this.chains = chains;
        this.name = name;
    }

    /** @param bundle PEM; empty for the machine's own authorities */
    public static NamedTrust of(byte[] bundle, String name) throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(bundle.length == 0 ? null : store(bundle));
            return new NamedTrust((X509TrustManager) factory.getTrustManagers()[0], name);
        } catch (GeneralSecurityException e) {
            throw new IOException("the caBundle can't be used: " + e.getMessage(), e);
        }
    }

    /** For a client without a certificate of its own. */
    static SSLContext context(byte[] bundle, String name) throws IOException {
        return TlsContexts.client(Optional.empty(), Optional.empty(), of(bundle, name));
    }

    private static KeyStore store(byte[] bundle) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bundle))) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }

    private void check(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkServerTrusted(chain, authType);
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        if (names == null || names.stream().noneMatch(this::fits)) {
            throw new CertificateException("x509: certificate is not valid for " + name);
        }
    }

    private boolean fits(List<?> entry) {
        String shown = String.valueOf(entry.get(1)).toLowerCase(Locale.ROOT);
        String wanted = name.toLowerCase(Locale.ROOT);
        if (entry.get(0).equals(DNS)) {
            int dot = wanted.indexOf('.');
            return shown.equals(wanted) || shown.startsWith("*.") && dot > 0 && shown.substring(1).equals(
                    wanted.substring(dot));
        }
        try {
            return entry.get(0).equals(ADDRESS) && isAddress(wanted)
                    && InetAddress.getByName(shown).equals(InetAddress.getByName(wanted));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isAddress(String text) {
        return text.indexOf(':') >= 0 || text.matches("[0-9.]+");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("for servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("for servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("for servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
