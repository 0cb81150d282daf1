package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.server.flags.ApiServerFlags;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.tracing.otlp.Collector;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.wire.FreePorts;
import dev.coracle.store.etcd.EtcdMain;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a collector gets to see of requests, and what others hear of the trace that they are part of. */
@Timeout(60)
class TracesTest {

    private static final String MAPS = "/api/v1/namespaces/traced/configmaps";
    private static final String CREATE = "POST /api/v1/namespaces/{:namespace}/configmaps";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-";
    private static final String[] ADMIN = {"authorization", "Bearer admin-token"};
    private static final String[] USER = {"authorization", "Bearer user-token"};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
        Files.writeString(folder.resolve("tokens.csv"),
                "admin-token,admin,1,system:masters\nuser-token,user,2,people\n");
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private Api api(int samples, Clock clock, int port) throws IOException {
        return api(clock, "--in-memory", "--tracing-config-file=" + config(samples, port));
    }

    private Path config(int samples, int port) throws IOException {
        return Files.writeString(folder.resolve("tracing.yaml"),
                "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\nendpoint: localhost:" + port
                        + "\nsamplingRatePerMillion: " + samples + "\n");
    }

    private Api api(Clock clock, String... more) throws IOException {
        ApiServerFlags flags = new ApiServerFlags();
        List<String> line = new ArrayList<>(List.of(
                "--token-auth-file=" + folder.resolve("tokens.csv"), "--authorization-mode=AlwaysAllow",
                "--disable-admission-plugins=ServiceAccount", "--endpoint-reconciler-type=none"));
        line.addAll(List.of(more));
        try {
            flags.flags().parse(line);
            ApiServerOptions options = flags.options();
            return new Api(options.withServing(ApiServerOptions.inMemory().serving()), clock);
        } catch (FlagException e) {
            throw new IOException(e);
        }
    }

    private Api api(int samples) throws IOException {
        return api(samples, SystemClock.instance(), collector.port());
    }

    private static Api.Answer create(Api api, String name, String... headers) {
        List<String> all = new ArrayList<>(List.of("content-type", "application/json"));
        all.addAll(List.of(headers));
        return api.call("POST", MAPS, "{'metadata':{'name':'" + name + "'}}", all.toArray(String[]::new));
    }

    private static void namespace(Api api) {
        assertEquals(201, api.call("POST", "/api/v1/namespaces", "{'metadata':{'name':'traced'}}", "content-type",
                "application/json", ADMIN[0], ADMIN[1]).status());
    }

    private static void webhook(Api api, TestWebhook webhook) {
        assertEquals(201,
                api.call("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                        """
                                {'metadata':{'name':'v'},'webhooks':[{'name':'v.example.com','sideEffects':'None',
                                 'admissionReviewVersions':['v1'],'clientConfig':{'url':'%s','caBundle':'%s'},
                                 'rules':[{'operations':['CREATE'],'apiGroups':[''],'apiVersions':['v1'],'resources':['configmaps']}]}]}"""
                                .formatted(webhook.url(), webhook.bundle()),
                        "content-type", "application/json", ADMIN[0], ADMIN[1]).status());
    }

    private static ObjectNode allowed(ObjectNode question) {
        return TestWebhook.review(question, Json.object().put("allowed", true));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, String> said(Span span) {
        return Collector.attributes(span.getAttributesList());
    }

    private static String transfer(Span.Event message) {
        Map<String, String> said = Collector.attributes(message.getAttributesList());
        assertEquals("message", message.getName());
        assertTrue(Long.parseLong(said.get("rpc.message.uncompressed_size")) > 0, said::toString);
        assertEquals(said.get("rpc.message.uncompressed_size"), said.get("rpc.message.compressed_size"));
        return said.get("rpc.message.type") + " " + said.get("rpc.message.id");
    }

    /** The names from a span up to where its trace begins. */
    private List<String> path(Span span) {
        List<String> names = new ArrayList<>();
        for (Span here = span;;) {
            names.add(here.getName());
            ByteString parent = here.getParentSpanId();
            List<Span> found = collector.spans().stream().filter(s -> s.getSpanId().equals(parent)).toList();
            if (found.isEmpty()) {
                return names;
            }
            here = found.getFirst();
        }
    }

    @Test
    void aCreateWithAWebhook() throws IOException {
        List<String> heard;
        try (TestWebhook webhook = new TestWebhook(TracesTest::allowed)) {
            try (Api api = api(1_000_000)) {
                namespace(api);
                webhook(api, webhook);
                assertEquals(201, create(api, "m", ADMIN[0], ADMIN[1], "host", "[::1]:6443", "user-agent", "me/1",
                        "audit-id", "the-audit-id").status());
            }
            heard = webhook.headers("traceparent");
        }
        Span server = collector.one(CREATE);
        assertEquals(Span.SpanKind.SPAN_KIND_SERVER, server.getKind());
        Map<String, String> said = said(server);
        said.remove("http.response.body.size");
        assertEquals(Map.ofEntries(Map.entry("audit-id", "the-audit-id"), Map.entry("client.address", "127.0.0.1"),
                Map.entry("http.request.body.size", "25"), Map.entry("http.request.method", "POST"),
                Map.entry("http.response.status_code", "201"), Map.entry("http.target", MAPS),
                Map.entry("network.peer.address", "127.0.0.1"), Map.entry("network.protocol.version", "1.1"),
                Map.entry("server.address", "::1"), Map.entry("server.port", "6443"), Map.entry("url.path", MAPS),
                Map.entry("url.scheme", "https"), Map.entry("user_agent.original", "me/1")), said);

        List<String> road = List.of("Create", "authorization", "priorityandfairness", "constrainedimpersonation",
                "audit", CREATE, "authentication");
        Span stored = collector.named("Create etcd3").stream()
                .filter(span -> "/registry/configmaps/traced/m".equals(said(span).get("key"))).findFirst()
                .orElseThrow();
        assertEquals(road, path(stored).subList(1, 8));
        Span called = collector.one("Call validating webhook");
        assertEquals(road, path(called).subList(1, 8));
        assertEquals(Map.of("configuration", "v", "webhook", "v.example.com", "operation", "CREATE", "resource",
                "/v1, Resource=configmaps", "subresource", "", "UID", said(called).get("UID")), said(called));
        Span asked = collector.one("HTTP POST");
        assertEquals(List.of("HTTP POST", "Call validating webhook"), path(asked).subList(0, 2));
        assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, asked.getKind());
        assertEquals("200", said(asked).get("http.response.status_code"));
        assertEquals(1, heard.size());
        assertTrue(heard.getFirst().matches("00-" + hex(server.getTraceId()) + "-" + hex(asked.getSpanId()) + "-0[13]"),
                "the webhook hears of the trace: " + heard);
        for (Span span : List.of(stored, called, asked)) {
            assertEquals(server.getTraceId(), span.getTraceId());
        }
    }

    /** In a process of its own: what an etcd measures of itself would be among this server's metrics, and other tests look at those. */
    private Process etcd(int port) throws IOException {
        String url = "http://127.0.0.1:" + port;
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), EtcdMain.class.getName(), "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + url, "--advertise-client-urls=" + url, "--unsafe-no-fsync")
                .redirectErrorStream(true).redirectOutput(folder.resolve("etcd.log").toFile()).start();
    }

    @Test
    void whatIsAskedOfEtcd() throws IOException, InterruptedException {
        int port = FreePorts.any();
        Process etcd = etcd(port);
        try (Api api = api(SystemClock.instance(), "--etcd-servers=http://127.0.0.1:" + port,
                "--tracing-config-file=" + config(1_000_000, collector.port()))) {
            namespace(api);
            assertEquals(201, create(api, "m", ADMIN).status());
            assertEquals(409, create(api, "m", ADMIN).status());
        } finally {
            etcd.destroyForcibly().waitFor();
        }
        List<Span> asked = collector.named("etcdserverpb.KV/Txn").stream()
                .filter(span -> path(span).contains(CREATE)).toList();
        assertEquals(2, asked.size());
        for (Span span : asked) {
            assertEquals(List.of("etcdserverpb.KV/Txn", "Create etcd3"), path(span).subList(0, 2));
            assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, span.getKind());
            assertEquals(Map.of("rpc.system.name", "grpc", "rpc.method", "etcdserverpb.KV/Txn",
                    "rpc.response.status_code", "OK", "server.address", "127.0.0.1", "server.port",
                    String.valueOf(port)), said(span));
            assertEquals(List.of("SENT 1", "RECEIVED 1"),
                    span.getEventsList().stream().map(TracesTest::transfer).toList());
        }
        assertTrue(collector.named("etcdserverpb.Watch/Watch").isEmpty());
    }

    @Test
    void verbsHaveTheOriginalsNames() throws IOException {
        try (Api api = api(1_000_000)) {
            namespace(api);
            create(api, "m", ADMIN);
            for (String method : List.of("GET", "PUT", "DELETE")) {
                api.call(method, MAPS + "/m", method.equals("PUT") ? "{'metadata':{'name':'m'},'data':{'a':'b'}}" : "",
                        "content-type", "application/json", ADMIN[0], ADMIN[1]);
            }
            api.call("GET", MAPS + "?limit=1", "", ADMIN);
            api.call("GET", "/version", "", ADMIN);
            api.call("PATCH", MAPS + "/none", "{}", "content-type", "application/merge-patch+json", ADMIN[0], ADMIN[1]);
        }
        String all = " /api/v1/namespaces/{:namespace}/configmaps";
        String one = all + "/{:name}";
        for (String[] pair : new String[][]{{"cacher.Get", "Get", "GET" + one},
            {"GuaranteedUpdate etcd3", "Update", "PUT" + one}, {"SerializeObject", "List", "GET" + all},
            {"cacher.GetList", "List", "GET" + all}}) {
            assertTrue(collector.named(pair[0]).stream().map(this::path)
                    .anyMatch(path -> path.get(1).equals(pair[1]) && path.contains(pair[2])), pair[0]);
        }
        assertEquals(List.of("Delete etcd3", "Delete"), path(collector.one("Delete etcd3")).subList(0, 2));
        assertEquals("404", said(collector.one("PATCH" + one)).get("http.response.status_code"));
        assertEquals(Status.StatusCode.STATUS_CODE_UNSET, collector.one("PATCH" + one).getStatus().getCode());
        assertEquals("/version", said(collector.one("GET")).get("url.path"));
        assertEquals("LIST", said(collector.one("List")).get("verb"));
    }

    @Test
    void aWatchLastsUntilItEnds() throws IOException {
        try (Api api = api(1_000_000)) {
            namespace(api);
            var response = (dev.coracle.apiserver.response.HttpResponse.Stream) api.raw("GET", MAPS + "?watch=true",
                    "", ADMIN);
            ByteStream stream = response.body();
            long opened = System.nanoTime();
            while (System.nanoTime() == opened) {
                Thread.onSpinWait();
            }
            stream.close();
        }
        Span setUp = collector.one("WatchList");
        Span server = collector.one("GET /api/v1/namespaces/{:namespace}/configmaps");
        assertTrue(server.getEndTimeUnixNano() > setUp.getEndTimeUnixNano());
        assertEquals(server.getTraceId(), setUp.getTraceId());
    }

    @Test
    void whoIsTrustedMayPutARequestIntoItsOwnTrace() throws IOException {
        try (Api api = api(0)) {
            namespace(api);
            create(api, "m", ADMIN[0], ADMIN[1], "traceparent", PARENT + "01", "tracestate", "vendor=1");
        }
        Span server = collector.one(CREATE);
        assertEquals(TRACE, hex(server.getTraceId()));
        assertEquals("b7ad6b7169203331", hex(server.getParentSpanId()));
        assertEquals("vendor=1", server.getTraceState());
        assertTrue(collector.named("authentication").isEmpty());
    }

    @Test
    void othersAreLinkedTo() throws IOException {
        try (Api api = api(1_000_000)) {
            namespace(api);
            create(api, "m", USER[0], USER[1], "traceparent", PARENT + "01");
        }
        Span server = collector.one(CREATE);
        assertFalse(hex(server.getTraceId()).equals(TRACE));
        assertTrue(server.getParentSpanId().isEmpty());
        assertEquals(TRACE, hex(server.getLinks(0).getTraceId()));
    }

    @Test
    void othersDoNotDecideWhatIsRecorded() throws IOException {
        try (Api api = api(0)) {
            namespace(api);
            create(api, "m", USER[0], USER[1], "traceparent", PARENT + "01");
            create(api, "n", ADMIN[0], ADMIN[1], "traceparent", PARENT + "00");
            create(api, "o", ADMIN);
        }
        assertEquals(List.of(), collector.spans());
    }

    @Test
    void withoutTracesWebhooksHearOfTheClientsStill() throws IOException {
        try (TestWebhook webhook = new TestWebhook(TracesTest::allowed);
                Api api = api(SystemClock.instance(), "--in-memory")) {
            namespace(api);
            webhook(api, webhook);
            create(api, "m", ADMIN[0], ADMIN[1], "traceparent", PARENT + "01");
            create(api, "n", ADMIN[0], ADMIN[1], "traceparent", "00-\r\nx: y");
            create(api, "o", ADMIN);
            assertEquals(List.of(PARENT + "01"), webhook.headers("traceparent"));
        }
    }

    @Test
    void theyAreSentInTimeAndSayWhoSendsThem() throws IOException, InterruptedException {
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (Api api = api(1_000_000, clock, collector.port())) {
            namespace(api);
            clock.advance(Duration.ofSeconds(5));
            Map<String, String> who = collector.awaitBatch();
            assertEquals("apiserver", who.get("service.name"));
            assertTrue(String.valueOf(who.get("service.instance.id")).matches("apiserver-[a-z2-7]{26}"),
                    who.toString());
            assertEquals(1, collector.named("POST /api/v1/namespaces").size());
        }
    }

    @Test
    void aCollectorThatIsNotThereCostsRequestsNothing() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        Instant began = Instant.now();
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        String metrics;
        try (Api api = api(1_000_000, clock, nobody)) {
            namespace(api);
            for (int n = 0; n < 500; n++) { // several spans each: more than find room
                assertEquals(201, create(api, "m" + n, ADMIN).status());
            }
            metrics = new String(
                    dev.coracle.apiserver.response.HttpResponse.body(api.raw("GET", "/metrics", "", ADMIN)),
                    java.nio.charset.StandardCharsets.UTF_8);
        }
        assertTrue(Duration.between(began, Instant.now()).compareTo(Duration.ofSeconds(40)) < 0,
                "the end waits for the collector, and not for ever");
        double dropped = metrics.lines().filter(l -> l.startsWith("coracle_tracing_spans_total{result=\"dropped\"}"))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ')))).sum();
        assertTrue(dropped > 0, metrics);
    }
}
