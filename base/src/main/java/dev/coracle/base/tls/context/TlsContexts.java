package dev.coracle.base.tls.context;

import dev.coracle.base.tls.Pem;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts out of PEM files. Names of servers are verified by whoever opens the connection, as usual. */
public final class TlsContexts {

    private static final int SESSION_SECONDS = 60;

    private static final char[] NO_PASSWORD = new char[0];

    private TlsContexts() {}

    /**
     * For a client.
     *
     * @param caPem    whom to trust; the JDK's authorities when empty
     * @param insecure trust any server under any name: for tests only
     * @throws IllegalArgumentException when a PEM can't be read, or only one of certificate and key is given
     */
    public static SSLContext client(Optional<byte[]> caPem, Optional<byte[]> certificatePem, Optional<byte[]> keyPem,
            boolean insecure) {
        try {
            TrustManager @Nullable [] trust = insecure
                    ? new TrustManager[]{new TrustEverybody()}
                    : caPem.isPresent() ? trustManagers(Pem.certificates(caPem.get())) : null;
            return client(certificatePem, keyPem, trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS for the client can't be set up: " + e.getMessage(), e);
        }
    }

    /** For a client that judges its servers itself, their names included. @throws IllegalArgumentException as the other one does */
    public static SSLContext client(Optional<byte[]> certificatePem, Optional<byte[]> keyPem,
            X509ExtendedTrustManager trust) {
        try {
            return client(certificatePem, keyPem, new TrustManager[]{trust});
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS for the client can't be set up: " + e.getMessage(), e);
        }
    }

    /**
     * For a client whose certificate may change; sessions are not taken up again for long, since they would go on under the old one.
     *
     * @param caPem as in {@link #client(Optional, Optional, Optional, boolean)}
     */
    public static SSLContext client(Supplier<CertifiedKey> key, Optional<byte[]> caPem, boolean insecure) {
        try {
            return client(key, insecure
                    ? new TrustManager[]{new TrustEverybody()}
                    : caPem.isPresent() ? trustManagers(Pem.certificates(caPem.get())) : null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS for the client can't be set up: " + e.getMessage(), e);
        }
    }

    /** The same for one that judges its servers itself. */
    public static SSLContext client(Supplier<CertifiedKey> key, X509ExtendedTrustManager trust) {
        try {
            return client(key, new TrustManager[]{trust});
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("TLS for the client can't be set up: " + e.getMessage(), e);
        }
    }

    private static SSLContext client(Supplier<CertifiedKey> key, TrustManager @Nullable [] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[]{new SingleKeyManager(key)}, trust, null);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private static SSLContext client(Optional<byte[]> certificatePem, Optional<byte[]> keyPem,
            TrustManager @Nullable [] trust) throws GeneralSecurityException, IOException {
        if (certificatePem.isPresent() != keyPem.isPresent()) {
            throw new IllegalArgumentException("a client certificate needs its key, and the key its certificate");
        }
        KeyManager @Nullable [] keys = certificatePem.isPresent()
                ? keyManagers(certificatePem.get(), keyPem.orElseThrow())
                : null;
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    /**
     * For a server.
     *
     * @param clientCaPem whom to trust when a client shows a certificate; nobody when empty
     */
    public static SSLContext server(byte[] certificatePem, byte[] keyPem, Optional<byte[]> clientCaPem) {
        try {
            return server(keyManagers(certificatePem, keyPem),
                    trustManagers(clientCaPem.isPresent() ? Pem.certificates(clientCaPem.get()) : List.of()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS for the server can't be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keyManagers(byte[] certificatePem, byte[] keyPem)
            throws GeneralSecurityException, IOException {
        CertifiedKey certified = new CertifiedKey(Pem.privateKey(keyPem), Pem.certificates(certificatePem));
        return new KeyManager[]{new SingleKeyManager(() -> certified)};
    }

    /** For a server that asks no client for a certificate. @param key what to show, asked for each handshake */
    public static SSLContext server(Supplier<CertifiedKey> key) {
        try {
            return server(new KeyManager[]{new SingleKeyManager(key)}, trustManagers(List.of()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS for the server can't be set up: " + e.getMessage(), e);
        }
    }

    /**
     * For a server that judges its clients itself.
     *
     * @param key   what to show, asked for each handshake
     * @param named what to show instead to clients that ask for some names; for engines only
     * @param trust takes or refuses certificates of clients
     */
    public static SSLContext server(Supplier<CertifiedKey> key, List<NamedKey> named, X509ExtendedTrustManager trust) {
        try {
            KeyManager manager = named.isEmpty() ? new SingleKeyManager(key) : new NamedKeyManager(named, key);
            return server(new KeyManager[]{manager}, new TrustManager[]{trust});
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("TLS for the server can't be set up: " + e.getMessage(), e);
        }
    }

    private static SSLContext server(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    private static TrustManager[] trustManagers(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** insecure-skip-tls-verify. Being an extended trust manager, it is asked about names too, and doesn't mind them. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
