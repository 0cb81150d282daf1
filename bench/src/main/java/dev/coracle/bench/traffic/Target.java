package dev.coracle.bench.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The server under load. Its certificate is not checked: what is measured listens on this machine and was started for the run.
 */
public final class Target {

    private static final int CONNECT_MILLIS = 5_000;

    private final URI url;
    private final String token;
    private final SSLContext tls;

    public Target(URI url, String token) {
        this.url = url;
        this.token = token;
        try {
            tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[]{new TrustAll()}, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    public String authority() {
        return url.getAuthority();
    }

    public String token() {
        return token;
    }

    /** A request in HTTP/1.1, as it is sent. */
    public byte[] bytes(Request request) {
        return request.bytes(fixed());
    }

    private String fixed() {
        return " HTTP/1.1\r\nHost: " + authority() + "\r\nAuthorization: Bearer " + token
                + "\r\nAccept: application/json\r\n";
    }

    /** A new connection without a thread; the caller closes it. @param protocol for ALPN, such as h2 */
    public TlsChannel open(String protocol) throws IOException {
        SocketChannel plain = SocketChannel.open();
        try {
            plain.socket().connect(new InetSocketAddress(host(), url.getPort()), CONNECT_MILLIS);
            plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SSLEngine engine = tls.createSSLEngine(host(), url.getPort());
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(new String[]{protocol});
            engine.setSSLParameters(parameters);
            return new TlsChannel(plain, engine);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private String host() {
        return Objects.requireNonNull(url.getHost(), "the server's URL has no host");
    }

    /** A new connection of its own; the caller closes it. */
    public Connection connect() throws IOException {
        return new Connection(open("http/1.1"), fixed());
    }

    /** Trusts whoever answers. Extended, so that host names are not checked either. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
