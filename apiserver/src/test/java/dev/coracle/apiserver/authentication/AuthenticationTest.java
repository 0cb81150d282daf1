package dev.coracle.apiserver.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.tls.CertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationTest {

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final CertificateAuthority authority = CertificateAuthority.create("ca", clock);

    private Path file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content);
    }

    private Authentication build(AuthenticationOptions options) throws Exception {
        ServiceAccountTokens tokens = ServiceAccountTokens.load(List.of(), List.of(), List.of(), Optional.empty(),
                clock);
        return options.build(tokens, FakeObjects::new, clock);
    }

    private AuthenticationOptions options(Optional<Path> tokens, Optional<Path> proxyCa) throws Exception {
        return new AuthenticationOptions(Optional.of(file("ca.crt", authority.own().certificatePem())), tokens, true,
                false, proxyCa, List.of("front-proxy-client"), new FrontProxyAuthenticator.Headers(
                        List.of("X-Remote-User"), List.of(), List.of("X-Remote-Group"), List.of("X-Remote-Extra-")));
    }

    private static HttpRequest request(List<X509Certificate> chain, String... headers) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.put(headers[i], headers[i + 1]);
        }
        return new HttpRequest("GET", "/", "", HttpRequest.headerMap(fields.entrySet()), new byte[0], chain,
                "192.0.2.1", true);
    }

    @Test
    void clientCertificate() throws Exception {
        Authentication station = build(options(Optional.empty(), Optional.empty()));
        UserInfo user = station
                .authenticate(request(authority.issueClient("jane", List.of("dev", "system:masters")).chain()));
        assertEquals("jane", user.name());
        assertEquals(List.of("dev", "system:masters", "system:authenticated"), user.groups());
        assertThrows(StatusException.class, () -> station.authenticate(
                request(CertificateAuthority.create("ca", clock).issueClient("jane", List.of()).chain())));
        assertThrows(StatusException.class, () -> station
                .authenticate(request(authority.issueServing("server", List.of("localhost")).chain())));
        var old = authority.issueClient("jane", List.of()).chain();
        clock.advance(Duration.ofDays(400));
        assertThrows(StatusException.class, () -> station.authenticate(request(old)));
    }

    @Test
    void aLeafThatIsItsOwnAnchorAndAChangedFile() throws Exception {
        var leaf = authority.issueClient("tester", List.of("system:masters"));
        Path ca = file("own.crt", leaf.certificatePem());
        TrustBundle bundle = TrustBundle.load(ca, clock);
        assertTrue(bundle.objection(leaf.chain()).isEmpty());
        var other = CertificateAuthority.create("other", clock);
        var client = other.issueClient("new", List.of()).chain();
        assertTrue(bundle.objection(client).isPresent());
        Files.writeString(ca, other.own().certificatePem());
        clock.advance(Duration.ofSeconds(2));
        assertTrue(bundle.objection(client).isEmpty());
        assertTrue(bundle.objection(leaf.chain()).isPresent());
        Files.writeString(ca, "half written");
        clock.advance(Duration.ofSeconds(2));
        assertTrue(bundle.objection(client).isEmpty());
    }

    @Test
    void tokensAndNobody() throws Exception {
        Path tokens = file("tokens.csv", "# people\nsecret,admin,1,\"system:masters,ops\"\nplain,bob,2\n");
        Authentication station = build(options(Optional.of(tokens), Optional.empty()));
        UserInfo admin = station.authenticate(request(List.of(), "Authorization", "Bearer secret"));
        assertEquals(new UserInfo("admin", "1", List.of("system:masters", "ops", "system:authenticated"), Map.of()),
                admin);
        assertEquals("bob", station.authenticate(request(List.of(), "Authorization", "bearer plain")).name());
        assertThrows(StatusException.class,
                () -> station.authenticate(request(List.of(), "Authorization", "Bearer wrong")));
        assertEquals(UserInfo.ANONYMOUS, station.authenticate(request(List.of())));
    }

    /** A browser's way. */
    @Test
    void aTokenAsASubprotocol() throws Exception {
        Path tokens = file("tokens.csv", "secret,admin,1\n");
        Authentication station = build(options(Optional.of(tokens), Optional.empty()));
        String token = "base64url.bearer.authorization.k8s.io.c2VjcmV0";
        String[] upgrade = {"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Protocol", ""};
        upgrade[5] = "v4.channel.k8s.io, " + token;
        assertEquals("admin", station.authenticate(request(List.of(), upgrade)).name());
        upgrade[5] = token; // nothing would be left to agree to
        assertThrows(StatusException.class, () -> station.authenticate(request(List.of(), upgrade)));
        upgrade[5] = "v4.channel.k8s.io, " + token + ", " + token;
        assertThrows(StatusException.class, () -> station.authenticate(request(List.of(), upgrade)));
        upgrade[5] = "v4.channel.k8s.io, " + token.replace("c2VjcmV0", "d3Jvbmc");
        assertThrows(StatusException.class, () -> station.authenticate(request(List.of(), upgrade)));
        assertEquals(UserInfo.ANONYMOUS, station
                .authenticate(request(List.of(), "Sec-WebSocket-Protocol", "v4.channel.k8s.io, " + token)));
    }

    @Test
    void frontProxy() throws Exception {
        CertificateAuthority proxies = CertificateAuthority.create("front-proxy-ca", clock);
        Authentication station = build(
                options(Optional.empty(), Optional.of(file("proxy.crt", proxies.own().certificatePem()))));
        var proxy = proxies.issueClient("front-proxy-client", List.of()).chain();
        UserInfo user = station.authenticate(request(proxy, "X-Remote-User", "jane", "X-Remote-Group", "dev",
                "X-Remote-Extra-Acme%2FScope", "all"));
        assertEquals(new UserInfo("jane", "", List.of("dev", "system:authenticated"),
                Map.of("acme/scope", List.of("all"))), user);
        var impostor = proxies.issueClient("somebody", List.of()).chain();
        assertThrows(StatusException.class,
                () -> station.authenticate(request(impostor, "X-Remote-User", "jane")));
        assertEquals(UserInfo.ANONYMOUS, station.authenticate(request(List.of(), "X-Remote-User", "jane")));
    }

    @Test
    void frontProxyHeadersInAnyCaseAndTwice() throws Exception {
        CertificateAuthority proxies = CertificateAuthority.create("proxies", clock);
        Authentication station = build(
                options(Optional.empty(), Optional.of(file("proxy.crt", proxies.own().certificatePem()))));
        var proxy = proxies.issueClient("front-proxy-client", List.of()).chain();
        HttpRequest twice = new HttpRequest("GET", "/", "",
                HttpRequest.headerMap(List.of(Map.entry("X-REMOTE-USER", "jane"), Map.entry("x-remote-user", "root"),
                        Map.entry("X-Remote-Group", "a"), Map.entry("x-remote-group", "b"),
                        Map.entry("X-Remote-Extra-Acme.com%2Fproject", "p"))),
                new byte[0], proxy, "192.0.2.1", true);
        UserInfo user = station.authenticate(twice);
        assertEquals("jane", user.name());
        assertEquals(List.of("a", "b", "system:authenticated"), user.groups());
        assertEquals(Map.of("acme.com/project", List.of("p")), user.extra());
    }

    @Test
    void onlyAFrontProxyIsBelieved() throws Exception {
        CertificateAuthority proxies = CertificateAuthority.create("proxies", clock);
        Authentication station = build(
                options(Optional.empty(), Optional.of(file("proxy.crt", proxies.own().certificatePem()))));
        String[] forged = {"X-Remote-User", "root", "X-Remote-Group", "system:masters"};
        assertEquals(UserInfo.ANONYMOUS, station.authenticate(request(List.of(), forged)));
        assertEquals("jane", station
                .authenticate(request(authority.issueClient("jane", List.of()).chain(), forged)).name());
        assertThrows(StatusException.class, () -> station
                .authenticate(request(proxies.issueClient("someone-else", List.of()).chain(), forged)));
    }

    @Test
    void staticTokensAreForTheApiServerOnly() throws Exception {
        ServiceAccountTokens accounts = ServiceAccountTokens.load(List.of("https://issuer"), List.of("api"), List.of(),
                Optional.empty(), clock);
        Authentication station = options(Optional.of(file("tokens.csv", "t0ken,jane,7,\"dev\"")), Optional.empty())
                .build(accounts, FakeObjects::new, clock);
        assertTrue(station.review("t0ken", List.of("vault")) instanceof TokenAuthenticator.Result.Pass);
        assertEquals(List.of("api"),
                ((TokenAuthenticator.Result.Accepted) station.review("t0ken", List.of("vault", "api"))).audiences());
        assertEquals("jane", station.authenticate(request(List.of(), "Authorization", "bearer t0ken")).name());
    }

    @Test
    void anonymousOnSomePathsOnly() throws Exception {
        Path config = file("authn.yaml", """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                anonymous: {enabled: true, conditions: [{path: /livez}]}
                """);
        AuthenticationOptions options = options(Optional.empty(), Optional.empty())
                .withOutside(new AuthenticationOptions.Outside(Optional.empty(), Optional.of(config), Optional.empty(),
                        false));
        try (Authentication station = build(options)) {
            assertEquals(UserInfo.ANONYMOUS, station.authenticate(on("/livez")));
            for (String path : List.of("/", "/livez/", "/livez/etcd", "/LIVEZ", "/api", "/healthz")) {
                assertThrows(StatusException.class, () -> station.authenticate(on(path)), path);
            }
        }
        assertThrows(java.io.IOException.class, () -> build(options.withOutside(new AuthenticationOptions.Outside(
                Optional.empty(), Optional.of(config), Optional.empty(), true))));
    }

    private static HttpRequest on(String path) {
        return new HttpRequest("GET", path, "", Map.of(), new byte[0], List.of(), "192.0.2.1", true);
    }
}
