package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import dev.coracle.apiserver.overload.traffic.H2Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections and requests that are there to tire the server out: opened and dropped, half said, taken back at once. */
@Timeout(600)
class FloodsTest {

    private static final int FLOODERS = 8;
    private static final int EACH = Scene.scaled(20);

    private interface Rudeness {
        void toward(Scene scene) throws IOException;
    }

    private static void flood(Rudeness rudeness) throws Exception {
        try (Scene scene = Scene.begin()) {
            Sample quiet = scene.sample();
            AtomicInteger done = new AtomicInteger();
            List<Future<Integer>> flood = new ArrayList<>();
            for (int i = 0; i < FLOODERS; i++) {
                flood.add(scene.run(() -> {
                    for (int n = 0; n < EACH; n++) {
                        rudeness.toward(scene);
                        done.incrementAndGet();
                    }
                    return 0;
                }));
            }
            SystemTraffic system = SystemTraffic.begin(scene, done::get);
            for (Future<Integer> one : flood) {
                one.get();
            }
            Eventually.holds("system traffic goes on", () -> !scene.alive() || system.rounds() >= 10);
            system.close();
            assertEquals(List.of(), system.refusals());
            assertTrue(done.get() == FLOODERS * EACH);
            scene.recovers(quiet);
        }
    }

    @Test
    void halfSaid() throws Exception {
        flood(scene -> {
            Caller caller = scene.as(Scene.TENANT);
            scene.keep(caller);
            caller.output().write(Scene.bytes("GET /api/v1/pods HTTP/1.1\r\nHost: "));
            caller.output().flush();
        });
    }

    @Test
    void askedAndDropped() throws Exception {
        flood(scene -> {
            try (Caller caller = scene.as(Scene.TENANT)) {
                caller.send("GET", "/api/v1/configmaps?watch=true", "", new byte[0]);
            }
            try (Caller caller = scene.as(Scene.TENANT)) {
                caller.send("GET", "/apis", "", new byte[0]);
                caller.send("GET", "/openapi/v2", "", new byte[0]);
            }
        });
    }

    @Test
    void takenBackAtOnce() throws Exception {
        flood(scene -> {
            try (H2Connection connection = H2Connection.connect(scene.port(), Scene.TENANT, true)) {
                for (int i = 0; i < 400 && !connection.sentAway(); i++) {
                    connection.reset(connection.get("/api/v1/pods", bytes -> {}));
                }
            } catch (IOException sentAway) {
                // as it should be
            }
        });
    }
}
