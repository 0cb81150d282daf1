package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies around the bounds, many at once, deep and wide, whole and half: each gets the answer that it deserves, and the server keeps to its memory. */
@Timeout(600)
class HugeObjectsTest {

    private static final int LIMIT = 3 << 20;
    private static final int CLIENTS = Scene.scaled(10);
    private static final String OBJECTS = "/api/v1/namespaces/default/configmaps";

    @Test
    void bounds() throws Exception {
        try (Scene scene = Scene.begin(); Caller tenant = scene.as(Scene.TENANT)) {
            assertEquals(201, tenant.call("POST", OBJECTS, Scene.configMap("large", 900_000)).status());
            Caller.Answer beyond = tenant.call("POST", OBJECTS, Scene.configMap("larger", LIMIT));
            assertEquals(413, beyond.status());
            assertTrue(beyond.text().contains("RequestEntityTooLarge"), beyond.text());
            assertEquals(200, tenant.get(OBJECTS + "/large").status(),
                    "the connection goes on after a body that was too large");
            assertTrue(tenant.call("POST", OBJECTS, Scene.configMap("stored", 2 << 20)).status() / 100 == 4);
            assertEquals(400, tenant.call("POST", OBJECTS, deep()).status());
            assertEquals(200, tenant.call("DELETE", OBJECTS + "/large", "").status());
        }
    }

    @Test
    void manyAtOnce() throws Exception {
        try (Scene scene = Scene.begin()) {
            Sample quiet = scene.sample();
            List<String> bodies = List.of(wide(), numbers(), deep(), Scene.configMap("big", 1_000_000), annotated());
            List<Future<Map<Integer, Integer>>> storm = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String body = bodies.get(i % bodies.size());
                storm.add(scene.run(() -> send(scene, body)));
            }
            SystemTraffic system = SystemTraffic.begin(scene, () -> 0);
            Map<Integer, Integer> answers = new TreeMap<>();
            for (Future<Map<Integer, Integer>> one : storm) {
                try {
                    one.get().forEach((status, count) -> answers.merge(status, count, Integer::sum));
                } catch (ExecutionException e) {
                    throw new AssertionError("the server said:\n" + scene.words(), e);
                }
            }
            system.close();
            System.out.println(
                    "answers to large bodies: " + answers + "; " + system.rounds() + " rounds of system traffic");
            assertEquals(List.of(), system.refusals());
            assertTrue(answers.keySet().stream().allMatch(status -> status / 100 == 4 || status / 100 == 2),
                    answers.toString());
            scene.recovers(quiet);
        }
    }

    /** Bodies that end in the middle hold memory for as long as they are waited for; what is small goes by them, and when they go all is free again. */
    @Test
    void halves() throws Exception {
        try (Scene scene = Scene.begin()) {
            Sample quiet = scene.sample();
            String body = Scene.configMap("half", LIMIT - 1000);
            for (int i = 0; i < CLIENTS * 2; i++) {
                Caller caller = scene.keep(scene.as(Scene.TENANT));
                scene.run(() -> {
                    caller.output()
                            .write(Scene.bytes("POST " + OBJECTS
                                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tenant\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body.substring(0, body.length() - 100)));
                    caller.output().flush();
                    return 0;
                });
            }
            SystemTraffic system = SystemTraffic.begin(scene, () -> 0);
            Eventually.holds("system traffic goes on", () -> !scene.alive() || system.rounds() >= 20);
            system.close();
            assertEquals(List.of(), system.refusals());
            scene.recovers(quiet);
            try (Caller tenant = scene.as(Scene.TENANT)) {
                assertEquals(201, tenant.call("POST", OBJECTS, Scene.configMap("whole", 900_000)).status());
            }
        }
    }

    private static Map<Integer, Integer> send(Scene scene, String body) throws IOException {
        Map<Integer, Integer> answers = new TreeMap<>();
        try (Caller tenant = scene.as(Scene.TENANT)) {
            for (int i = 0; i < 2; i++) {
                Caller.Answer answer = tenant.call("POST", OBJECTS + "?dryRun=All", body);
                answers.merge(answer.status(), 1, Integer::sum);
            }
        }
        return answers;
    }

    private static String deep() {
        return "{\"metadata\":{\"name\":\"deep\"},\"data\":" + "{\"a\":".repeat(200_000) + "1" + "}".repeat(200_000)
                + "}";
    }

    /** As many keys as there is room for. */
    private static String wide() {
        StringBuilder body = new StringBuilder("{\"metadata\":{\"name\":\"wide\"},\"data\":{\"k\":\"\"");
        for (int i = 0; body.length() < LIMIT - 100; i++) {
            body.append(",\"k").append(Integer.toString(i, 36)).append("\":\"\"");
        }
        return body.append("}}").toString();
    }

    private static String numbers() {
        return "{\"metadata\":{\"name\":\"numbers\"},\"data\":[0" + ",0".repeat(LIMIT / 2 - 100) + "]}";
    }

    private static String annotated() {
        StringBuilder body = new StringBuilder("{\"metadata\":{\"name\":\"annotated\",\"finalizers\":[\"x/y\"");
        for (int i = 0; body.length() < LIMIT / 2; i++) {
            body.append(",\"x/").append(i).append('"');
        }
        return body.append("]}}").toString();
    }
}
