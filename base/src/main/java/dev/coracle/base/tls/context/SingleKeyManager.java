package dev.coracle.base.tls.context;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate to whoever asks for its kind of key. The JDK's own manager wants a key store, which encrypts the key with a
 * password a few ten thousand times over, only to decrypt it again: a tenth of a second of a start. The certificate may be another one from handshake to handshake.
 */
final class SingleKeyManager extends X509ExtendedKeyManager {

    private record Shown(String alias, CertifiedKey certified) {}

    private final Supplier<CertifiedKey> source;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Shown now;
    /** For handshakes that have begun with it. */
    private volatile Shown before;

    SingleKeyManager(Supplier<CertifiedKey> source) {
        this.source = source;
        this.now = new Shown("0", source.get());
        this.before = now;
    }

    private Shown current() {
        CertifiedKey latest = source.get();
        if (latest == now.certified()) {
            return now;
        }
        lock.lock();
        try {
            if (latest != now.certified()) {
                before = now;
                now = new Shown(Integer.toString(Integer.parseInt(now.alias()) + 1), latest);
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable CertifiedKey of(String alias) {
        return alias.equals(now.alias()) ? now.certified() : alias.equals(before.alias()) ? before.certified() : null;
    }

    /** Key types may carry what signed the certificate, as in EC_RSA. */
    private @Nullable String alias(String... types) {
        Shown shown = current();
        String algorithm = shown.certified().key().getAlgorithm();
        for (String type : types) {
            if (type.equals(algorithm) || type.startsWith(algorithm + "_")) {
                return shown.alias();
            }
        }
        return null;
    }

    private String @Nullable [] aliases(String type) {
        String alias = alias(type);
        return alias == null ? null : new String[]{alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return aliases(type);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return aliases(type);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(types);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal @Nullable [] issuers,
            @Nullable SSLEngine engine) {
        return alias(types);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers,
            @Nullable SSLEngine engine) {
        return alias(type);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        CertifiedKey certified = of(alias);
        return certified == null ? null : certified.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        CertifiedKey certified = of(alias);
        return certified == null ? null : certified.key();
    }
}
