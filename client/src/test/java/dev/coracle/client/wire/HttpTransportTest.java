package dev.coracle.client.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.coracle.base.metrics.Metrics;
import dev.coracle.client.config.Kubeconfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every request of a component goes through, against a server that only counts. */
@Timeout(30)
class HttpTransportTest {

    private HttpServer server;
    private String host;
    private HttpTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 409 : 200, -1);
            exchange.close();
        });
        server.start();
        host = "127.0.0.1:" + server.getAddress().getPort();
        transport = HttpTransport.connect(Kubeconfig.load(("""
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: "http://%s"}}]
                users: [{name: u, user: {token: secret-of-a-test}}]
                """.formatted(host)).getBytes(UTF_8), Path.of("/")));
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    private int send(String method, String body) throws IOException, InterruptedException {
        try (Transport.Response response = transport
                .send(new Transport.Request(method, "/api", Map.of(), body.getBytes(UTF_8), Duration.ofSeconds(20)))) {
            return response.status();
        }
    }

    private static String metrics() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Metrics.write(out);
        return out.toString(UTF_8);
    }

    @Test
    void requestsAreCountedUnderTheNamesOfClientGo() throws Exception {
        assertEquals(200, send("GET", ""));
        assertEquals(200, send("GET", ""));
        assertEquals(409, send("POST", "x".repeat(300)));
        server.stop(0);
        assertThrows(IOException.class, () -> send("GET", ""));
        String metrics = metrics();
        assertLine(metrics, "rest_client_requests_total{code=\"200\",host=\"" + host + "\",method=\"GET\"} 2.0");
        assertLine(metrics, "rest_client_requests_total{code=\"409\",host=\"" + host + "\",method=\"POST\"} 1.0");
        assertLine(metrics, "rest_client_requests_total{code=\"<error>\",host=\"" + host + "\",method=\"GET\"} 1.0");
        assertLine(metrics, "rest_client_request_duration_seconds_count{host=\"" + host + "\",verb=\"GET\"} 3");
        assertLine(metrics, "rest_client_request_size_bytes_bucket{host=\"" + host
                + "\",verb=\"POST\",le=\"256.0\"} 0");
        assertLine(metrics, "rest_client_request_size_bytes_bucket{host=\"" + host
                + "\",verb=\"POST\",le=\"512.0\"} 1");
        assertTrue(!metrics.contains("secret-of-a-test"));
    }

    private static void assertLine(String metrics, String line) {
        assertTrue(metrics.lines().anyMatch(line::equals), () -> "no line " + line + " in\n"
                + String.join("\n", metrics.lines().filter(l -> l.contains("rest_client")).toList()));
    }
}
