package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.CertifiedKey;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProtocolsTest {

    private static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");
    private static final String SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA";

    /** What a client that speaks these versions, both HTTPs and any suite comes to. */
    private record Agreed(String version, String suite, String http) {}

    private static Agreed agreed(Protocols protocols, String... versions) throws IOException {
        IssuedCertificate own = CertificateAuthority.selfSigned("test", List.of("127.0.0.1"), SystemClock.instance());
        ServerTls tls = new ServerTls(() -> new CertifiedKey(own.key(), own.chain()), List.of(), List::of, protocols);
        try (NettyServer server = NettyServer.start(new InetSocketAddress("127.0.0.1", 0), Optional.of(tls),
                request -> HttpResponse.text(200, ""));
                SSLSocket socket = (SSLSocket) TlsContexts
                        .client(Optional.empty(), Optional.empty(), Optional.empty(), true)
                        .getSocketFactory().createSocket("127.0.0.1", server.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(versions);
            parameters.setApplicationProtocols(new String[]{"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new Agreed(socket.getSession().getProtocol(), socket.getSession().getCipherSuite(),
                    socket.getApplicationProtocol());
        }
    }

    @Test
    void usually() throws IOException {
        assertEquals("TLSv1.3", agreed(Protocols.USUAL, "TLSv1.2", "TLSv1.3").version());
        assertEquals("TLSv1.2", agreed(Protocols.USUAL, "TLSv1.2").version());
        assertEquals("h2", agreed(Protocols.USUAL, "TLSv1.3").http());
    }

    @Test
    void whoWantsTls13IsNotSpokenToInTls12() {
        Protocols newest = new Protocols(List.of("TLSv1.3"), Protocols.USUAL.ciphers(), true, 100);
        assertThrows(SSLHandshakeException.class, () -> agreed(newest, "TLSv1.2"));
    }

    @Test
    void suitesAreThoseThatAreNamed() throws IOException {
        assertEquals(SUITE, agreed(new Protocols(BOTH, List.of(SUITE), true, 100), "TLSv1.2").suite());
    }

    @Test
    void withoutHttp2() throws IOException {
        assertEquals("http/1.1",
                agreed(new Protocols(BOTH, Protocols.USUAL.ciphers(), false, 100), "TLSv1.3").http());
    }
}
