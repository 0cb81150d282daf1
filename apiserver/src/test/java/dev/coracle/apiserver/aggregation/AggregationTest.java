package dev.coracle.apiserver.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.AuthenticationOptions;
import dev.coracle.apiserver.server.ApiServer;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.SocketDuplex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** An API server and, behind its back, another one; both over TLS. Services have loopback addresses, so that there is something at them. */
@Timeout(60)
class AggregationTest {

    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String NAME = "v1.tide.example.com";
    private static final String WAVES = "/apis/tide.example.com/v1/namespaces/sea/waves";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ApiServer server;
    @SuppressWarnings("NullAway.Init")
    private ExtensionFixture extension;
    @SuppressWarnings("NullAway.Init")
    private HttpClient http;
    private final SSLContext tls = TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true);
    private final CertificateAuthority frontProxy = CertificateAuthority.create("front-proxy",
            SystemClock.instance());

    @BeforeEach
    void start() throws Exception {
        IssuedCertificate proxy = frontProxy.issueClient("aggregator", List.of());
        proxy.write(folder.resolve("proxy.crt"), folder.resolve("proxy.key"));
        Files.writeString(folder.resolve("proxy-ca.crt"), frontProxy.own().certificatePem());
        Files.writeString(folder.resolve("tokens.csv"), "secret,ann,ann-1,\"crew,system:masters\"\n");
        AuthenticationOptions authentication = new AuthenticationOptions(Optional.empty(),
                Optional.of(folder.resolve("tokens.csv")), true, false, Optional.of(folder.resolve("proxy-ca.crt")),
                List.of("aggregator"), AuthenticationOptions.NONE.requestHeaders());
        ApiServerOptions basis = ApiServerOptions.inMemory();
        server = ApiServer.start(basis.withAuthentication(authentication)
                .withServing(new ApiServerOptions.Serving(true, "127.0.0.1", 0, Optional.empty(), Optional.empty(),
                        folder, Optional.empty()))
                .withNetwork(new ApiServerOptions.Network(List.of("127.0.0.0/24"), 30000, 32767, false,
                        ApiServerOptions.ClientTls.NONE, List.of("InternalIP"),
                        new ApiServerOptions.Aggregation(Optional.of(folder.resolve("proxy.crt")),
                                Optional.of(folder.resolve("proxy.key")), false, true))),
                SystemClock.instance());
        server.awaitReady();
        http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
        extension = extension("tide.sea.svc");
        post("/api/v1/namespaces", "{'metadata':{'name':'sea'}}");
    }

    private ExtensionFixture extension(String name) throws IOException {
        return new ExtensionFixture(frontProxy.own().certificatePem(), name, 0);
    }

    @AfterEach
    void stop() throws Exception {
        extension.close();
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                .header("Content-Type", "application/json").header("Authorization", "Bearer secret")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> made = send("POST", path, body);
        assertEquals(201, made.statusCode(), made.body());
    }

    private ObjectNode tree(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private void service(int port) throws IOException, InterruptedException {
        post("/api/v1/namespaces/sea/services", "{'metadata':{'name':'tide'},'spec':{'clusterIP':'"
                + ExtensionFixture.ADDRESS + "','ports':[{'port':" + port + "}]}}");
    }

    private void slice() throws IOException, InterruptedException {
        post("/apis/discovery.k8s.io/v1/namespaces/sea/endpointslices", "{'metadata':{'name':'tide',"
                + "'labels':{'kubernetes.io/service-name':'tide'}},'addressType':'IPv4',"
                + "'ports':[{'name':'','port':443}],'endpoints':[{'addresses':['10.1.2.3']}]}");
    }

    private void apiService(int port, String more) throws IOException, InterruptedException {
        post(SERVICES, "{'metadata':{'name':'" + NAME + "'},'spec':{'group':'tide.example.com','version':'v1',"
                + "'groupPriorityMinimum':16900,'versionPriority':15,'service':{'namespace':'sea','name':'tide',"
                + "'port':" + port + "}," + more + "}}");
    }

    /** Waits until the condition is as wanted: whoever changes it is the server itself. */
    private ObjectNode awaitCondition(Predicate<ObjectNode> wanted) throws IOException, InterruptedException {
        HttpRequest watch = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + SERVICES
                + "?watch=true&fieldSelector=metadata.name=" + NAME)).header("Authorization", "Bearer secret").build();
        try (InputStream in = http.send(watch, HttpResponse.BodyHandlers.ofInputStream()).body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode event = Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
                Optional<ObjectNode> condition = Conditions.find(Trees.object(event, "object").orElseThrow(),
                        "Available");
                if (condition.filter(wanted).isPresent()) {
                    return condition.get();
                }
            }
        }
        throw new AssertionError("the watch has ended");
    }

    private void awaitReason(String reason) throws IOException, InterruptedException {
        awaitCondition(condition -> Trees.string(condition, "reason").equals(reason));
    }

    private void registered() throws IOException, InterruptedException {
        service(extension.port());
        slice();
        apiService(extension.port(), "'caBundle':'" + extension.bundle() + "'");
        awaitReason("Passed");
    }

    @Test
    void theConditionSaysWhatIsMissing() throws Exception {
        apiService(443, "'caBundle':'" + extension.bundle() + "'");
        awaitReason("ServiceNotFound");
        assertEquals(503, send("GET", WAVES, "").statusCode());
        assertEquals("service unavailable\n", send("GET", WAVES, "").body());
        service(444);
        awaitReason("ServicePortError");
        server.objects().update(server.objects().ownContext(), new GroupResource("", "services"), "sea", "tide",
                found -> {
                    ((ObjectNode) Trees.at(found, "spec", "ports").orElseThrow().get(0)).put("port", 443);
                    return found;
                });
        awaitReason("EndpointsNotFound");
        slice();
        ObjectNode condition = awaitCondition(c -> Trees.string(c, "reason").equals("FailedDiscoveryCheck"));
        assertTrue(Trees.string(condition, "message").contains("dial tcp 127.0.0.9:443: connect: connection refused"),
                condition.toString());
    }

    @Test
    void requestsArePassedOnAsTheUser() throws Exception {
        registered();
        HttpResponse<String> answer = send("POST", WAVES + "?fieldManager=a%20b", "{'height':3}", "X-Remote-User",
                "mallory", "X-Remote-Group", "system:masters", "x-remote-extra-scopes", "all", "Impersonate-Uid", "7",
                "Impersonate-User", "bo", "Impersonate-Extra-Sea%2fArea", "north", "Audit-ID", "an-id");
        ObjectNode said = tree(answer);
        assertEquals("{'height':3}", Trees.string(said, "body"));
        assertEquals("POST " + WAVES + "?fieldManager=a%20b HTTP/1.1", Trees.string(said, "line"));
        HttpHead head = extension.heads.getLast();
        assertEquals(List.of("bo"), head.values("x-remote-user"));
        assertEquals(List.of("7"), head.values("x-remote-uid"));
        assertEquals(List.of("system:authenticated"), head.values("x-remote-group"));
        assertEquals(List.of("north"), head.values("x-remote-extra-sea%2farea"));
        assertEquals(List.of("an-id"), head.values("audit-id"));
        for (String name : List.of("authorization", "impersonate-user", "x-remote-extra-scopes")) {
            assertTrue(head.first(name).isEmpty(), name);
        }
        send("GET", WAVES, "");
        assertEquals(List.of("ann"), extension.heads.getLast().values("x-remote-user"));
        assertEquals(List.of("crew", "system:masters", "system:authenticated"),
                extension.heads.getLast().values("x-remote-group"));
    }

    @Test
    void discoveryTellsWhatIsThereInItsPlace() throws Exception {
        registered();
        ObjectNode groups = tree(send("GET", "/apis", ""));
        List<String> names = Trees.objects(groups, "groups").stream().map(g -> Trees.string(g, "name")).toList();
        assertEquals(names.indexOf("rbac.authorization.k8s.io") + 1, names.indexOf("tide.example.com"));
        assertEquals("tide.example.com/v1", Trees.string(tree(send("GET", "/apis/tide.example.com", "")),
                "preferredVersion", "groupVersion"));
        assertEquals("APIResourceList", Trees.string(tree(send("GET", "/apis/tide.example.com/v1", "")), "kind"));
        assertEquals("Current waves", aggregated());
        extension.discoveryStatus = 500;
        server.objects().update(server.objects().ownContext(), new GroupResource("", "services"), "sea", "tide",
                found -> {
                    Trees.ensureObject(found, "metadata", "labels").put("look", "again");
                    return found;
                });
        awaitReason("FailedDiscoveryCheck");
        assertEquals("Stale waves", aggregated());
        assertEquals(503, send("GET", "/apis/tide.example.com/v1", "").statusCode());
    }

    private String aggregated() throws IOException, InterruptedException {
        ObjectNode list = tree(send("GET", "/apis", "", "Accept",
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
        ObjectNode version = Trees.objects(list, "items").stream()
                .filter(g -> Trees.string(g, "metadata", "name").equals("tide.example.com"))
                .flatMap(g -> Trees.objects(g, "versions").stream()).findFirst().orElseThrow();
        return Trees.string(version, "freshness") + " "
                + Trees.string(Trees.objects(version, "resources").getFirst(), "resource");
    }

    @Test
    void olderServersAreDiscoveredToo() throws Exception {
        extension.aggregated = false;
        registered();
        assertEquals("Current waves", aggregated());
    }

    @Test
    void openApiIsMergedButNotStolen() throws Exception {
        registered();
        // It is asked for after discovery.
        Await.until(() -> Trees.object(tree(send("GET", "/openapi/v3", "")), "paths",
                "apis/tide.example.com/v1").isPresent());
        ObjectNode paths = tree(send("GET", "/openapi/v3", ""));
        assertFalse(Trees.string(paths, "paths", "apis/apps/v1", "serverRelativeURL").endsWith("=B"));
        assertEquals("{\"openapi\":\"3.0.0\"}",
                send("GET", "/openapi/v3/apis/tide.example.com/v1?hash=A", "").body());
        ObjectNode swagger = tree(send("GET", "/openapi/v2", ""));
        assertTrue(Trees.at(swagger, "paths", "/apis/tide.example.com/v1/waves").isPresent());
        assertTrue(Trees.at(swagger, "paths", "/apis/apps/v1/stolen").isEmpty());
        assertTrue(Trees.at(swagger, "definitions", "com.example.tide.Wave").isPresent());
    }

    @Test
    void aWatchComesAsItComesAndABrokenOneIsNotTakenForAWholeOne() throws Exception {
        registered();
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("https://127.0.0.1:" + server.port() + WAVES + "?watch=true"))
                .header("Authorization", "Bearer secret").build();
        extension.events.add("{\"one\":1}\n");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertEquals("{\"one\":1}", lines.readLine());
            extension.events.add("{\"two\":2}\n");
            assertEquals("{\"two\":2}", lines.readLine());
            extension.events.add("");
            assertEquals(null, lines.readLine());
        }
        extension.events.add("{\"three\":3}\n");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertEquals("{\"three\":3}", lines.readLine());
            extension.events.add("-");
            assertThrows(IOException.class, lines::readLine);
        }
    }

    @Test
    void redirectsEndHere() throws Exception {
        registered();
        HttpResponse<String> answer = send("GET", WAVES + "/redirected", "");
        assertEquals(502, answer.statusCode());
        assertEquals("the backend attempted to redirect this request, which is not permitted", answer.body());
        assertTrue(answer.headers().firstValue("location").isEmpty());
    }

    @Test
    void pathsCannotLeadElsewhere() throws Exception {
        registered();
        int before = extension.heads.size();
        for (String path : List.of(WAVES + "/../../secrets", WAVES + "/%2e%2e/x", WAVES + "/.%2E/x")) {
            assertEquals(400, send("GET", path, "").statusCode(), path);
        }
        assertEquals(before, extension.heads.size());
        send("GET", "/apis/tide.example.com/v1/namespaces/sea%2fwaves%2f%C3%A4%3Fb", "");
        assertEquals("GET " + WAVES + "/%C3%A4%3Fb HTTP/1.1", extension.heads.getLast().line());
        // Who may read any path that is no resource must not come to resources by one that looks like none.
        for (String path : List.of("/" + WAVES, "/%2f" + WAVES.substring(1))) {
            assertEquals(404, send("GET", path, "").statusCode(), path);
        }
        send("GET", WAVES + "//x", ""); // as it was authorized: with an element that is nobody's name
        assertEquals("GET " + WAVES + "//x HTTP/1.1", extension.heads.getLast().line());
    }

    @Test
    void anUpgradedConnectionIsPassedThrough() throws Exception {
        registered();
        try (Duplex connection = new SocketDuplex(tls.getSocketFactory().createSocket("127.0.0.1", server.port()))) {
            upgrade("upgraded").write(connection.output());
            assertTrue(HttpHead.read(connection.input()).upgradesTo("echo"));
            connection.output().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertEquals("hello", new String(connection.input().readNBytes(5), StandardCharsets.US_ASCII));
            assertEquals(List.of("ann"), extension.heads.getLast().values("x-remote-user"));
            assertTrue(extension.heads.getLast().first("authorization").isEmpty());
            extension.close();
            assertEquals(-1, connection.input().read());
        }
    }

    private HttpHead upgrade(String name) {
        return new HttpHead("GET " + WAVES + "/" + name + " HTTP/1.1",
                List.of(new HttpHead.Field("Host", "127.0.0.1"), new HttpHead.Field("Connection", "Upgrade"),
                        new HttpHead.Field("Upgrade", "echo"), new HttpHead.Field("X-Remote-User", "mallory"),
                        new HttpHead.Field("Authorization", "Bearer secret")));
    }

    @Test
    void aWrongCertificateIsNoServer() throws Exception {
        extension.close();
        extension = extension("another.sea.svc");
        service(extension.port());
        slice();
        apiService(extension.port(), "'caBundle':'" + extension.bundle() + "'");
        ObjectNode condition = awaitCondition(c -> Trees.string(c, "reason").equals("FailedDiscoveryCheck"));
        assertTrue(Trees.string(condition, "message").contains("certificate is not valid for tide.sea.svc"),
                condition.toString());
        assertEquals(503, send("GET", WAVES, "").statusCode());
    }

    @Test
    void aCertificateMayGoUnseen() throws Exception {
        extension.close();
        extension = extension("another.sea.svc");
        service(extension.port());
        slice();
        apiService(extension.port(), "'insecureSkipTLSVerify':true");
        awaitReason("Passed");
        assertEquals(200, send("GET", WAVES, "").statusCode());
    }

    @Test
    void localGroupsAreUntouched() throws Exception {
        registered();
        assertEquals(200, send("GET", "/apis/apps/v1/deployments", "").statusCode());
        assertEquals(404, send("GET", "/apis/tide.example.com/v2/waves", "").statusCode());
        ObjectNode local = tree(send("GET", SERVICES + "/v1.apps", ""));
        assertEquals("Local", Trees.string(Conditions.find(local, "Available").orElseThrow(), "reason"));
        ObjectNode told = tree(send("GET",
                "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", ""));
        assertEquals(frontProxy.own().certificatePem(), Trees.string(told, "data", "requestheader-client-ca-file"));
        assertEquals("[\"aggregator\"]", Trees.string(told, "data", "requestheader-allowed-names"));
    }
}
