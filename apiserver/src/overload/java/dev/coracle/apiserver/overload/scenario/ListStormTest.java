package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sixty clients of one flow list all there is without pause, in every encoding: nodes, leaders and controllers do not notice, nor does another flow starve. */
@Timeout(600)
class ListStormTest {

    private static final int OBJECTS = Scene.scaled(600);
    private static final int BYTES = 2000;
    private static final int CLIENTS = 60;
    private static final int ROUNDS = Scene.scaled(10);
    private static final String LIST = "/api/v1/configmaps";
    private static final List<String> ENCODINGS = List.of("application/json", "application/vnd.kubernetes.protobuf",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
            "application/yaml");

    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @Test
    void systemTrafficGetsThrough() throws Exception {
        try (Scene scene = Scene.begin()) {
            scene.fill(OBJECTS, BYTES);
            Sample quiet = scene.sample();
            List<Future<Integer>> storm = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                String accept = ENCODINGS.get(i % ENCODINGS.size());
                storm.add(scene.run(() -> list(scene, accept, number)));
            }
            Eventually.holds("the storm has begun", () -> answers.get() > 0);
            SystemTraffic system = SystemTraffic.begin(scene, answers::get);
            try (Caller neighbour = scene.as(Scene.NEIGHBOUR)) {
                Eventually.holds("system traffic goes on", () -> {
                    assertTrue(neighbour.get("/api/v1/namespaces/default/configmaps/c1").status() == 200);
                    return !scene.alive() || system.rounds() >= ROUNDS;
                });
            } finally {
                stopped.set(true);
            }
            system.close();
            for (Future<Integer> one : storm) {
                one.get();
            }
            assertEquals(List.of(), system.refusals());
            assertTrue(system.longest() <= CLIENTS, "a request waited for " + system.longest() + " lists");
            System.out.println(answers + " lists, " + refused + " refused; at most " + system.longest()
                    + " while one system request waited");
            scene.recovers(quiet);
        }
    }

    private int list(Scene scene, String accept, int number) throws Exception {
        try (Caller tenant = scene.as(Scene.TENANT)) {
            while (!stopped.get()) {
                Caller.Answer answer = number % 2 == 0
                        ? tenant.get(LIST, "Accept", accept)
                        : tenant.get(LIST, "Accept", accept, "Accept-Encoding", "gzip");
                if (answer.status() == 429) {
                    assertTrue(answer.head().first("retry-after").isPresent(), "429 without Retry-After");
                    refused.incrementAndGet();
                } else {
                    assertEquals(200, answer.status());
                    answers.incrementAndGet();
                }
            }
        }
        return 0;
    }
}
