package dev.coracle.apiserver.http;

import dev.coracle.base.tls.context.CertifiedKey;
import dev.coracle.base.tls.context.NamedKey;
import dev.coracle.base.tls.context.TlsContexts;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.Socket;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What the server shows to its peers, and whose client certificates it asks for. A client certificate proves only that the peer holds
 * its key: whether to believe it is the authenticator's business, so that a strange certificate is answered with 401 and not with a
 * broken handshake.
 *
 * @param key       asked for each handshake, so that it may change
 * @param named     what clients that ask for some names are shown instead
 * @param clientCas whose names are sent in the certificate request, asked for each as well; empty at the beginning to ask for no certificate
 */
public record ServerTls(Supplier<CertifiedKey> key, List<NamedKey> named, Supplier<List<X509Certificate>> clientCas,
        Protocols protocols) {

    /** With what never changes, and all protocols. @param chain leaf first */
    public ServerTls(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientCas) {
        this(always(new CertifiedKey(key, chain)), List.of(), always(List.copyOf(clientCas)), Protocols.USUAL);
    }

    private static <T> Supplier<T> always(T value) {
        return () -> value;
    }

    /** Over the JDK's context: Netty's own builder tries out Bouncy Castle first, which costs a tenth of a second of a start. */
    SslContext context() {
        return new JdkSslContext(TlsContexts.server(key, named, new AskOnly(clientCas)), false,
                protocols.ciphers(), SupportedCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols.http2()
                                ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                                : List.of(ApplicationProtocolNames.HTTP_1_1)),
                clientCas.get().isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL,
                protocols.tls().toArray(String[]::new), false);
    }

    /** Takes any certificate in the handshake; the authenticator verifies it. */
    private static final class AskOnly extends X509ExtendedTrustManager {
        private final Supplier<List<X509Certificate>> issuers;

        AskOnly(Supplier<List<X509Certificate>> issuers) {
            this.issuers = issuers;
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return issuers.get().toArray(X509Certificate[]::new);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("a server has no servers");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("a server has no servers");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("a server has no servers");
        }
    }
}
