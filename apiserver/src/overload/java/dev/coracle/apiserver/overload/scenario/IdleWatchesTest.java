package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import dev.coracle.apiserver.overload.traffic.H2Connection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches by the thousand (ten thousand with {@code -Doverload.scale=10}) on which nothing happens, on few connections and on many: what each takes, and that an event gets to all. */
@Timeout(600)
class IdleWatchesTest {

    private static final int STREAMS = 1000;
    private static final int BURST = 40;

    /** {@code -Doverload.watches=N}. */
    private static final int WATCHES = Integer.getInteger("overload.watches", Scene.scaled(1000));
    /** {@code -Doverload.connections=N}. */
    private static final int CONNECTIONS = Integer.getInteger("overload.connections", Scene.scaled(200));
    /** In kilobytes: half of a heap is for connections, 48 each; those beyond are closed at once. */
    private static final int HEAP_FOR_EACH = 120;
    private static final String WATCH = "/api/v1/namespaces/quiet/configmaps?watch=true&resourceVersion=0";

    private final Semaphore starting = new Semaphore(BURST);
    private final AtomicInteger began = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void onFewConnections() throws Exception {
        try (Scene scene = Scene.begin(); Caller admin = scene.as(Scene.ADMIN)) {
            admin.call("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"quiet\"}}");
            admin.call("POST", "/api/v1/namespaces/quiet/configmaps", Scene.configMap("first", 1));
            Sample quiet = scene.sample();
            H2Connection connection = null;
            for (int i = 0; i < WATCHES; i++) {
                if (connection == null || i % STREAMS == 0) {
                    connection = scene.keep(H2Connection.connect(scene.port(), Scene.TENANT, true));
                }
                starting.acquire();
                connection.get(WATCH, this::hear);
            }
            allHear(scene, admin, quiet, WATCHES);
        }
    }

    @Test
    void onManyConnections() throws Exception {
        try (Scene scene = Scene.begin(Math.max(Scene.HEAP_MEGABYTES, CONNECTIONS * HEAP_FOR_EACH >> 10));
                Caller admin = scene.as(Scene.ADMIN)) {
            admin.call("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"quiet\"}}");
            admin.call("POST", "/api/v1/namespaces/quiet/configmaps", Scene.configMap("first", 1));
            Sample quiet = scene.sample();
            for (int i = 0; i < CONNECTIONS; i++) {
                Caller watcher = scene.keep(scene.as(Scene.TENANT));
                starting.acquire();
                watcher.send("GET", WATCH, "", new byte[0]);
                scene.run(() -> {
                    byte[] buffer = new byte[1024];
                    for (int count = watcher.input().read(buffer); count > 0; count = watcher.input().read(buffer)) {
                        hear(java.util.Arrays.copyOf(buffer, count));
                    }
                    return 0;
                });
            }
            allHear(scene, admin, quiet, CONNECTIONS);
        }
    }

    private void hear(byte[] bytes) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        if (text.contains("\"first\"")) {
            began.incrementAndGet();
            starting.release();
        }
        if (text.contains("\"second\"")) {
            told.incrementAndGet();
        }
    }

    private void allHear(Scene scene, Caller admin, Sample quiet, int watches) throws Exception {
        Eventually.holds("all watch", () -> began.get() >= watches, () -> began + " of " + watches);
        Sample full = scene.sample();
        long bytes = (full.heap() + full.direct() - quiet.heap() - quiet.direct()) / watches;
        System.out.println(watches + " watches take " + bytes + " bytes each; " + full);
        assertTrue(bytes < 96 << 10, "a watch takes " + bytes + " bytes");
        assertEquals(201,
                admin.call("POST", "/api/v1/namespaces/quiet/configmaps", Scene.configMap("second", 1)).status());
        Eventually.holds("all are told", () -> told.get() >= watches, () -> told + " of " + watches);
        scene.recovers(quiet);
    }
}
