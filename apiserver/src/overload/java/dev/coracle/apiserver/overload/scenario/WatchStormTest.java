package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import dev.coracle.apiserver.overload.traffic.H2Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches are opened by the hundred and dropped again, without pause, while there is writing: the store's writer is not held up, and nothing of them is left. */
@Timeout(600)
class WatchStormTest {

    private static final int OBJECTS = 100;
    private static final int CONNECTIONS = 8;
    private static final int STREAMS = 50;
    private static final long WATCHES = Scene.scaled(1500);
    private static final String WATCH = "/api/v1/configmaps?watch=true&resourceVersion=0";

    private final AtomicLong opened = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @Test
    void joiningAndLeavingHoldsUpNobody() throws Exception {
        try (Scene scene = Scene.begin()) {
            scene.fill(OBJECTS, 500);
            Sample quiet = scene.sample();
            List<Future<Integer>> storm = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                storm.add(scene.run(() -> joinAndLeave(scene)));
            }
            Eventually.holds("the storm has begun", () -> opened.get() > STREAMS);
            SystemTraffic system = SystemTraffic.begin(scene, opened::get);
            try {
                Eventually.holds("thousands have come and gone", () -> !scene.alive()
                        || opened.get() >= WATCHES && system.rounds() >= 10);
            } finally {
                stopped.set(true);
            }
            system.close();
            for (Future<Integer> one : storm) {
                one.get();
            }
            assertEquals(List.of(), system.refusals());
            assertTrue(system.longest() <= 2 * CONNECTIONS * STREAMS,
                    "a request waited while " + system.longest() + " watches began");
            System.out.println(
                    opened + " watches; at most " + system.longest() + " began while one system request waited");
            scene.recovers(quiet);
        }
    }

    /** A connection's watches all get what is there; then they are dropped in the middle of whatever they are in, half by reset, half with the connection. */
    private int joinAndLeave(Scene scene) throws Exception {
        while (!stopped.get()) {
            try (H2Connection connection = H2Connection.connect(scene.port(), Scene.TENANT, true)) {
                List<Integer> streams = new ArrayList<>();
                AtomicLong began = new AtomicLong();
                for (int i = 0; i < STREAMS; i++) {
                    AtomicBoolean first = new AtomicBoolean();
                    streams.add(connection.get(WATCH, bytes -> {
                        if (first.compareAndSet(false, true)) {
                            began.incrementAndGet();
                            opened.incrementAndGet();
                        }
                    }));
                }
                Eventually.holds("watches begin",
                        () -> began.get() + connection.ended() >= STREAMS || connection.sentAway());
                for (int i = 0; i < STREAMS / 2; i++) {
                    connection.reset(streams.get(i));
                }
            }
        }
        return 0;
    }

    /** What happened meanwhile is there for those who come back. */
    @Test
    void whoComesBackMissesNothing() throws Exception {
        try (Scene scene = Scene.begin(); Caller admin = scene.as(Scene.ADMIN)) {
            String version = admin.get("/api/v1/namespaces/default/configmaps").text()
                    .replaceAll("(?s).*?\"resourceVersion\":\"([0-9]+)\".*", "$1");
            scene.fill(50, 100);
            try (Caller watcher = scene.as(Scene.TENANT)) {
                Caller.Answer events = watcher.get(
                        "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&resourceVersion=" + version);
                assertEquals(50, events.text().lines().filter(line -> line.contains("\"ADDED\"")).count());
            }
        }
    }
}
