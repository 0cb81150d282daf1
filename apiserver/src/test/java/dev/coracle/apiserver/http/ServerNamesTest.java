package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.CertifiedKey;
import dev.coracle.base.tls.context.NamedKey;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificate a client sees, by the name that it asks for. */
@Timeout(60)
class ServerNamesTest {

    private static CertifiedKey made(String name, String... names) {
        IssuedCertificate made = CertificateAuthority.selfSigned(name, List.of(names), SystemClock.instance());
        return new CertifiedKey(made.key(), made.chain());
    }

    private static NamedKey named(List<String> names, CertifiedKey key) {
        return new NamedKey(names, () -> key);
    }

    private static String seen(Optional<String> host, String version) throws IOException {
        CertifiedKey usual = made("usual", "127.0.0.1");
        ServerTls tls = new ServerTls(() -> usual,
                List.of(named(List.of(), made("own", "own.example.com", "*.own.example.com", "both.example.com")),
                        named(List.of("Given.example.com", "*.given.example.com", "both.example.com"),
                                made("given", "other.example.com"))),
                List::of, Protocols.USUAL);
        try (NettyServer server = NettyServer.start(new InetSocketAddress("127.0.0.1", 0), Optional.of(tls),
                request -> HttpResponse.text(200, ""));
                SSLSocket socket = (SSLSocket) TlsContexts
                        .client(Optional.empty(), Optional.empty(), Optional.empty(), true).getSocketFactory()
                        .createSocket("127.0.0.1", server.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[]{version});
            host.ifPresent(name -> parameters.setServerNames(List.of(new SNIHostName(name))));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return leaf.getSubjectX500Principal().getName();
        }
    }

    @ParameterizedTest
    @CsvSource({", usual", "nowhere.example.com, usual", "own.example.com, own", "a.own.example.com, own",
        "a.b.own.example.com, usual", "given.example.com, given", "GIVEN.EXAMPLE.COM, given",
        "a.given.example.com, given", "both.example.com, given", "other.example.com, usual"})
    void certificatesAreChosenByName(String host, String certificate) throws IOException {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            assertEquals("CN=" + certificate, seen(Optional.ofNullable(host), version), version);
        }
    }
}
