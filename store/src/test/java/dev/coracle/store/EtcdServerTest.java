package dev.coracle.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.etcd.EtcdServer;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import dev.coracle.store.remote.EtcdClientStore;
import dev.coracle.store.remote.EtcdClientTls;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The port over this project's own etcd server: both ends of the protocol at once. */
class EtcdServerTest extends KeyValueContract {

    @SuppressWarnings("NullAway.Init")
    private EtcdServer server;

    @Override
    KeyValuePort open() throws Exception {
        server = EtcdServer.start(EmbeddedStore.inMemory(clock), new EtcdServer.Options("default",
                List.of(new InetSocketAddress("127.0.0.1", 0)), List.of(), 0, Duration.ofMinutes(10)), clock);
        return EtcdClientStore.connect(List.of("http://127.0.0.1:" + server.port()), EtcdClientTls.NONE,
                SystemClock.instance());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void progressComesAfterTheEventsBeforeIt() throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        store.watch("/p/", "/p0", 0, new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {
                events.forEach(e -> told.add(e.revision()));
            }

            @Override
            public void onRewind(List<WatchEvent> events) {
                onEvents(events);
            }

            @Override
            public void onProgress(long revision) {
                told.add(-revision);
            }

            @Override
            public void onEnd(StoreException reason) {}
        });
        long first = put("/p/1", "1", 0);
        long second = put("/q", "elsewhere", 0);
        store.requestProgress();
        assertEquals(first, told.poll(10, TimeUnit.SECONDS));
        assertEquals(-second, told.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aClientThatIsTooSlowMissesNothing() throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        store.watch("/s/", "/s0", 0, new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                events.forEach(e -> told.add(e.revision()));
            }

            @Override
            public void onRewind(List<WatchEvent> events) {
                onEvents(events);
            }

            @Override
            public void onProgress(long revision) {}

            @Override
            public void onEnd(StoreException reason) {}
        });
        String large = "x".repeat(400);
        long first = 0;
        EmbeddedStore inside = server.store();
        for (int i = 0; i < 30_000; i++) {
            var written = (WriteResult.Written) inside.put("/s/" + i, bytes(large), 0, 0);
            first = first == 0 ? written.revision() : first;
        }
        go.countDown();
        for (int i = 0; i < 30_000; i++) {
            assertEquals(first + i, told.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void healthVersionAndMetricsAreOnTheSamePort() throws Exception {
        assertEquals("{\"health\":\"true\",\"reason\":\"\"}", get("/health").body());
        assertTrue(get("/version").body().contains("\"etcdserver\":\"3."));
        assertTrue(get("/metrics").body().contains("etcd_server_has_leader 1"));
        assertEquals(404, get("/nothing").statusCode());
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
