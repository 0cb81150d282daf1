package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that stop reading in the middle of a list or of a watch: what they hold is bounded, others don't notice, and those who read on lose nothing. */
@Timeout(600)
class SlowReadersTest {

    private static final int OBJECTS = Scene.scaled(500);
    private static final int BYTES = 2000;
    private static final int READERS = Scene.scaled(80);
    private static final int EVENTS = 3000;

    @Test
    void listsThatNobodyReads() throws Exception {
        try (Scene scene = Scene.begin(); Caller neighbour = scene.as(Scene.NEIGHBOUR)) {
            scene.fill(OBJECTS, BYTES);
            Sample quiet = scene.sample();
            for (int i = 0; i < READERS; i++) {
                Caller reader = scene.keep(Caller.connect(scene.port(), Scene.TENANT, 4096));
                reader.send("GET", "/api/v1/configmaps", "", new byte[0], "Accept",
                        i % 2 == 0 ? "application/json" : "application/vnd.kubernetes.protobuf");
            }
            SystemTraffic system = SystemTraffic.begin(scene, () -> 0);
            Eventually.holds("system traffic goes on", () -> !scene.alive() || system.rounds() >= 10);
            system.close();
            assertEquals(java.util.List.of(), system.refusals());
            assertEquals(200, neighbour.get("/api/v1/namespaces/default/configmaps/c1").status());
            scene.recovers(quiet);
        }
    }

    @Test
    void aListThatIsReadOnIsWhole() throws Exception {
        try (Scene scene = Scene.begin();
                Caller admin = scene.as(Scene.ADMIN);
                Caller reader = Caller.connect(scene.port(), Scene.TENANT, 4096)) {
            scene.fill(OBJECTS / 2, BYTES);
            reader.send("GET", "/api/v1/configmaps?labelSelector=x!%3Dy", "", new byte[0]);
            HttpHead head = reader.head();
            for (int i = 0; i < 20; i++) {
                assertEquals(200, admin.call("DELETE", "/api/v1/namespaces/default/configmaps/c" + i, "").status());
            }
            String list = new String(HttpBody.read(head, reader.input(), 64 << 20), StandardCharsets.UTF_8);
            assertTrue(list.endsWith("]}\n") && list.contains("\"name\":\"c0\"") && list.contains("\"name\":\"c19\""),
                    "the list is not as it was when it was asked for");
        }
    }

    /** Its queue is bounded: it is cut off, and finds everything from the version that it saw last on, or is told that it must begin again. */
    @Test
    void aWatchThatFallsTooFarBehindIsCutOff() throws Exception {
        try (Scene scene = Scene.begin();
                Caller admin = scene.as(Scene.ADMIN);
                Caller reader = scene.keep(Caller.connect(scene.port(), Scene.TENANT, 4096))) {
            Sample quiet = scene.sample();
            admin.call("POST", "/api/v1/namespaces/default/configmaps", Scene.configMap("often", 4000));
            reader.send("GET", "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=0", "", new byte[0]);
            assertEquals(200, reader.head().status());
            for (int i = 0; i < EVENTS; i++) {
                assertEquals(200,
                        admin.patch("/api/v1/namespaces/default/configmaps/often", "{\"data\":{\"n\":\"" + i + "\"}}")
                                .status());
            }
            long seen = 0;
            long last = 0;
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(reader.input(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null && !line.equals("0"); line = lines.readLine()) {
                    if (line.startsWith("{\"type\"")) {
                        seen++;
                        last = Long.parseLong(line.replaceAll(".*\"resourceVersion\":\"([0-9]+)\".*", "$1"));
                    }
                }
            }
            assertTrue(seen > 0 && seen < EVENTS, seen + " of " + EVENTS + " events came");
            try (Caller again = scene.as(Scene.TENANT)) {
                Caller.Answer rest = again.get(
                        "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&resourceVersion=" + last);
                long more = rest.text().lines().filter(line -> line.contains("\"MODIFIED\"")).count();
                assertTrue(rest.status() == 410 || rest.text().contains("\"code\":410") || seen + more >= EVENTS,
                        seen + " and then " + more + " of " + EVENTS);
            }
            scene.recovers(quiet);
        }
    }
}
