package dev.coracle.testing.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.SocketDuplex;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What proxies are attacked with: paths that mean something else further on, headers that say who one is, redirects, and requests within requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ProxyFlawsTest {

    private static final String NODE = "/api/v1/nodes/node/proxy";
    private static final String POD = "/api/v1/namespaces/default/pods/pod";

    @SuppressWarnings("NullAway.Init")
    private StreamsFixture fixture;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        fixture = new StreamsFixture(folder);
    }

    @AfterAll
    void stop() throws Exception {
        fixture.close();
    }

    private Duplex connect() throws IOException {
        int port = Integer.parseInt(fixture.cluster.url().substring(fixture.cluster.url().lastIndexOf(':') + 1));
        return new SocketDuplex(fixture.tls.getSocketFactory().createSocket("127.0.0.1", port));
    }

    /** Sends text as it is, with a token. */
    private Duplex send(String line, String rest) throws IOException {
        Duplex connection = connect();
        connection.output().write((line + " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + fixture.cluster.token()
                + "\r\n" + rest).getBytes(StandardCharsets.ISO_8859_1));
        connection.output().flush();
        return connection;
    }

    private HttpHead asked(String line, String rest) throws IOException {
        try (Duplex connection = send(line, rest)) {
            assertEquals(200, HttpHead.read(connection.input()).status());
            return fixture.node.heads.getLast();
        }
    }

    @ParameterizedTest
    @CsvSource({"/../../secret, /secret", "/a/%2e%2e/%2E%2E/b, /b", "/a%2f..%2f..%2fb, /b", "//a///b, /a/b",
        "/a/./b/, /a/b/", "/a%3Fb=c, /a%3Fb=c", "/%00x, /%00x", "/a;b, /a;b", "/%c3%a4+, /%C3%A4+"})
    void pathsAreReadOnceAndNeverLeaveTheirRoot(String sent, String got) throws Exception {
        assertEquals("GET " + got + " HTTP/1.1", asked("GET " + NODE + sent, "\r\n").line());
    }

    @Test
    void queriesGoOnAsTheyAre() throws Exception {
        assertEquals("GET /p?a=%2F&b=c+d&e%25= HTTP/1.1", asked("GET " + NODE + "/p?a=%2F&b=c+d&e%=", "\r\n").line());
    }

    @Test
    void headersOfIdentityAndOfOneHopStayHere() throws Exception {
        HttpHead got = asked("GET " + NODE + "/x",
                "X-Remote-User: root\r\nX-Remote-Group: system:masters\r\nX-Remote-Extra-A: b\r\nImpersonate-User: admin\r\n"
                        + "Impersonate-Group: system:masters\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\n"
                        + "Proxy-Authorization: Basic x\r\nX-Kept: yes\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n");
        for (String name : List.of("authorization", "x-remote-user", "x-remote-group", "x-remote-extra-a",
                "impersonate-user", "impersonate-group", "x-hop", "te", "proxy-authorization")) {
            assertTrue(got.first(name).isEmpty(), name);
        }
        assertEquals(Optional.of("yes"), got.first("x-kept"));
        assertEquals(List.of("10.0.0.1", "127.0.0.1"), got.values("x-forwarded-for"));
    }

    @Test
    void aTokenInAWebSocketProtocolStaysHere() throws Exception {
        try (Duplex connection = send("GET " + POD + "/exec?stdout=1&command=true",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + "Sec-WebSocket-Protocol: v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.c2VjcmV0\r\n\r\n")) {
            assertEquals(101, HttpHead.read(connection.input()).status());
            assertEquals(List.of("v4.channel.k8s.io"),
                    fixture.node.heads.getLast().values("sec-websocket-protocol"));
        }
    }

    @Test
    void redirectsAndLinksLeadThroughTheProxy() throws Exception {
        HttpResponse<String> redirect = fixture.get(NODE + "/redirect");
        assertEquals(302, redirect.statusCode());
        assertEquals(Optional.of(NODE + "/elsewhere"), redirect.headers().firstValue("location"));
        HttpResponse<String> page = fixture.get(NODE + "/page");
        assertTrue(page.body().startsWith("<a href=\"" + NODE + "/next\">GET /page"), page.body());
        HttpResponse<String> bare = fixture.get(NODE + "?x=y");
        assertEquals(301, bare.statusCode());
        assertEquals(Optional.of(NODE + "/?x=y"), bare.headers().firstValue("location"));
    }

    @Test
    void addressesOfThisMachineAreNotForProxies() throws Exception {
        assertEquals(400, fixture.get("/api/v1/nodes/node:22/proxy/").statusCode());
        assertEquals(400, fixture.get("/api/v1/nodes/ftp:node:22/proxy/").statusCode());
        fixture.pod("local");
        fixture.patch("/api/v1/namespaces/default/pods/local/status", "{'status':{'podIP':'127.0.0.1'}}");
        HttpResponse<String> refused = fixture.get("/api/v1/namespaces/default/pods/local:1/proxy/");
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("address not allowed"), refused.body());
    }

    @Test
    void endpointsThatAreNoPodsAreNotForProxies() throws Exception {
        fixture.post("/api/v1/namespaces/default/services", "{'metadata':{'name':'s'},'spec':{'ports':[{'port':80}]}}");
        fixture.post("/api/v1/namespaces/default/endpoints", "{'metadata':{'name':'s'},'subsets':[{'addresses':["
                + "{'ip':'10.9.9.9','targetRef':{'kind':'Pod','namespace':'default','name':'pod'}}],'ports':[{'port':80}]}]}");
        HttpResponse<String> refused = fixture.get("/api/v1/namespaces/default/services/s:80/proxy/");
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().contains("no endpoints available for service"), refused.body());
    }

    @Test
    void whatFollowsARequestToUpgradeIsNoRequest() throws Exception {
        fixture.node.answer = Optional.of("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        try (Duplex connection = send("POST " + POD + "/exec?stdout=1&command=true",
                "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 4\r\n\r\nbodyGET /version HTTP/1.1\r\nHost: x\r\n\r\n")) {
            HttpHead refused = HttpHead.read(connection.input());
            assertEquals(403, refused.status());
            assertEquals("no", new String(HttpBody.read(refused, connection.input(), 10), StandardCharsets.US_ASCII));
            assertEquals(-1, connection.input().read());
            assertEquals(Optional.of("0"), fixture.node.heads.getLast().first("content-length"));
        } finally {
            fixture.node.answer = Optional.empty();
        }
    }

    @Test
    void anAnswerThatIsNoHttpIsAnError() throws Exception {
        fixture.node.answer = Optional.of("SSH-2.0-OpenSSH\r\n\r\n");
        try (Duplex connection = send("POST " + POD + "/exec?stdout=1&command=true",
                "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n")) {
            assertEquals(500, HttpHead.read(connection.input()).status());
        } finally {
            fixture.node.answer = Optional.empty();
        }
    }

    @Test
    void withoutAnUpgradeThereIsNothingToRun() throws Exception {
        HttpResponse<String> refused = fixture.post(POD + "/exec?stdout=1&command=true", "");
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("Upgrade request required"), refused.body());
        assertEquals(405, fixture.send("DELETE", POD + "/exec", "", "application/json").statusCode());
        HttpResponse<String> dry = fixture.post(POD + "/exec?stdout=1&dryRun=All", "");
        assertTrue(dry.body().contains("dryRun is not supported"), dry.body());
        HttpResponse<String> none = fixture.post(POD + "/attach?container=nope", "");
        assertTrue(none.body().contains("container nope is not valid for pod pod"), none.body());
        assertFalse(fixture.get(POD + "/log?tailLines=-1").body().contains("line"));
    }
}
