package dev.coracle.base.tls.context;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A server's certificates, of which a client is shown the one for the name that it asks for. Aliases are those of the {@link SingleKeyManager}s after their number. */
final class NamedKeyManager extends X509ExtendedKeyManager {

    private final List<NamedKey> named;
    /** Those of {@link #named}, and the one for all other names at the end. */
    private final List<SingleKeyManager> managers;

    NamedKeyManager(List<NamedKey> named, Supplier<CertifiedKey> otherwise) {
        this.named = List.copyOf(named);
        this.managers = Stream.concat(named.stream().map(NamedKey::key), Stream.of(otherwise))
                .map(SingleKeyManager::new).toList();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers,
            @Nullable SSLEngine engine) {
        int best = engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session
                ? best(session)
                : -1;
        int chosen = best < 0 ? managers.size() - 1 : best;
        String alias = managers.get(chosen).chooseEngineServerAlias(type, issuers, engine);
        return alias == null ? null : chosen + ":" + alias;
    }

    private int best(ExtendedSSLSession session) {
        return session.getRequestedServerNames().stream()
                .flatMap(name -> name instanceof SNIHostName host ? Stream.of(host.getAsciiName()) : Stream.empty())
                .mapToInt(host -> NamedKey.best(named, host)).filter(best -> best >= 0).findFirst().orElse(-1);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return of(alias).getCertificateChain(rest(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return of(alias).getPrivateKey(rest(alias));
    }

    private SingleKeyManager of(String alias) {
        return managers.get(Integer.parseInt(alias.substring(0, alias.indexOf(':'))));
    }

    private static String rest(String alias) {
        return alias.substring(alias.indexOf(':') + 1);
    }

    /** Only engines are served. */
    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
