package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.proto.etcdserverpb.KVGrpc;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages over HTTP/1.1: on the clients' port, and on one where there is nothing else. */
class PagesTest {

    @SuppressWarnings("NullAway.Init")
    private EtcdTestServer etcd;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdTestServer.start();
    }

    @AfterEach
    void stop() {
        etcd.close();
    }

    @Test
    void aHealthyServerSaysSoInEveryWay() throws Exception {
        assertEquals("{\"health\":\"true\",\"reason\":\"\"}", etcd.get("/health").body());
        assertEquals("{\"health\":\"true\",\"reason\":\"\"}", etcd.get("/health?serializable=true").body());
        assertEquals("ok\n", etcd.get("/livez").body());
        assertEquals("[+]serializable_read ok\nok\n", etcd.get("/livez?verbose").body());
        assertEquals("[+]data_corruption ok\n[+]linearizable_read ok\n[+]non_learner ok\n[+]serializable_read ok\nok\n",
                etcd.get("/readyz?verbose").body());
        assertEquals("ok\n", etcd.get("/readyz/linearizable_read").body());
        assertEquals("[+]data_corruption ok\n[+]non_learner ok\n[+]serializable_read ok\nok\n",
                etcd.get("/readyz?verbose&exclude=linearizable_read").body());
    }

    @Test
    void unknownPagesAndMethodsAreRefused() throws Exception {
        for (String path : new String[]{"/", "/nothing", "/readyz/nothing", "/livez/a/b", "/healthy", "//"}) {
            assertEquals(404, etcd.get(path).statusCode(), path);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            var posted = client.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + etcd.server.port() + "/health"))
                    .version(HttpClient.Version.HTTP_1_1).POST(HttpRequest.BodyPublishers.ofString("x")).build(),
                    BodyHandlers.ofString());
            assertEquals("405 GET", posted.statusCode() + " " + posted.headers().firstValue("Allow").orElse(""));
        }
    }

    @Test
    void metricsHaveEtcdsNamesAndRealValues() throws Exception {
        etcd.put("a", "1");
        String text = etcd.get("/metrics").body();
        for (String line : new String[]{"etcd_server_has_leader 1.0", "etcd_server_is_leader 1.0",
            "etcd_debugging_mvcc_current_revision 2.0", "etcd_debugging_mvcc_compact_revision 0.0",
            "etcd_server_quota_backend_bytes 2.147483648E9", "etcd_server_version{server_version=\"3.6.0\"} 1.0"}) {
            assertTrue(text.contains("\n" + line + "\n"), () -> line + " is not in " + text);
        }
        assertTrue(text.contains("grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
                + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}"), text);
        assertTrue(text.contains("etcd_mvcc_db_total_size_in_bytes "), text);
    }

    @Test
    void aPortForPagesHasNoApi() throws Exception {
        assertEquals(200, etcd.get("/metrics", 1).statusCode());
        assertTrue(etcd.get("/version", 1).body().contains("\"etcdserver\":\"3."));
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", etcd.server.ports().get(1))
                .usePlaintext().build();
        try {
            var refused = assertThrows(StatusRuntimeException.class, () -> KVGrpc.newBlockingStub(channel)
                    .range(RangeRequest.newBuilder().setKey(EtcdTestServer.bytes("a")).build()));
            assertEquals(Code.UNIMPLEMENTED, refused.getStatus().getCode());
        } finally {
            channel.shutdownNow();
        }
    }
}
