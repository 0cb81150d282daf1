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

/** What takes most of the heap for its bytes, from many at once: they are served in turn or refused, and the server lives. */
@Timeout(900)
class WorstBodiesTest {

    private static final int ROUNDS = Scene.scaled(2);
    /** More than a quarter of the heap: each must be alone. */
    private static final long ALONE = 80L << 20;
    private static final long TOGETHER = 20L << 20;
    private static final String STORED = WorstBodies.THINGS + "/stored";
    private static final int STORED_ITEMS = 25_000;

    @Test
    void whoeverSendsThem() throws Exception {
        try (Scene scene = Scene.begin("--feature-gates=CBORServingAndStorage=true")) {
            define(scene);
            Sample quiet = scene.sample();
            List<WorstBodies.Sent> all = new ArrayList<>(WorstBodies.ofWeight(ALONE));
            all.addAll(WorstBodies.ofWeight(TOGETHER));
            all.addAll(WorstBodies.ofWeight(Long.MAX_VALUE)); // 3 MB each
            Map<String, Integer> answers = storm(scene, all);
            assertTrue(answers.keySet().stream().anyMatch(answer -> answer.endsWith("201")), answers.toString());
            scene.recovers(quiet);
        }
    }

    /** A few bytes that make the server read, copy and compare what is large and stored. */
    @Test
    void whoeverChangesOrReadsWhatIsStored() throws Exception {
        try (Scene scene = Scene.begin(); Caller tenant = scene.as(Scene.TENANT)) {
            define(scene);
            assertEquals(201, tenant.call("POST", WorstBodies.THINGS,
                    WorstBodies.thing("stored", WorstBodies.items("{}", STORED_ITEMS))).status());
            Sample quiet = scene.sample();
            byte[] label = Scene.bytes("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
            byte[] copies = Scene.bytes(
                    "[{\"op\":\"copy\",\"from\":\"/x\",\"path\":\"/y\"},{\"op\":\"copy\",\"from\":\"/x\",\"path\":\"/z\"}]");
            byte[] applied = Scene.bytes(
                    "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"stored\",\"labels\":{\"c\":\"d\"}}}");
            List<WorstBodies.Sent> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(new WorstBodies.Sent("merge", "PATCH", STORED, "application/merge-patch+json", label));
                all.add(new WorstBodies.Sent("copy", "PATCH", STORED + "?dryRun=All", "application/json-patch+json",
                        copies));
                all.add(new WorstBodies.Sent("apply", "PATCH", STORED + "?fieldManager=m&force=true",
                        "application/apply-patch+yaml", applied));
                all.add(new WorstBodies.Sent("update", "PUT", STORED, "application/json",
                        Scene.bytes(WorstBodies.thing("stored", WorstBodies.items("{\"a\":1}", STORED_ITEMS)))));
                all.add(new WorstBodies.Sent("delete", "DELETE", STORED + "?dryRun=All", "", new byte[0]));
                for (String accept : List.of("application/yaml", "application/json;as=Table;g=meta.k8s.io;v=v1",
                        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")) {
                    all.add(new WorstBodies.Sent("get as " + accept, "GET", STORED, accept, new byte[0]));
                    all.add(new WorstBodies.Sent("list as " + accept, "GET",
                            WorstBodies.THINGS + "?includeObject=Object", accept.replace("Metadata;", "MetadataList;"),
                            new byte[0]));
                }
            }
            Map<String, Integer> answers = storm(scene, all);
            assertTrue(answers.keySet().stream().anyMatch(answer -> answer.startsWith("merge 200")),
                    answers.toString());
            scene.recovers(quiet);
        }
    }

    private static void define(Scene scene) throws Exception {
        try (Caller admin = scene.as(Scene.ADMIN)) {
            assertEquals(201, admin.call("POST", WorstBodies.DEFINITIONS, WorstBodies.DEFINITION).status());
            Eventually.holds("the kind is served", () -> admin.get(WorstBodies.THINGS).ok());
        }
    }

    /** All at once, each a few times. @return how often each was answered how */
    private static Map<String, Integer> storm(Scene scene, List<WorstBodies.Sent> all) throws Exception {
        List<Future<List<String>>> storm = new ArrayList<>();
        for (WorstBodies.Sent one : all) {
            storm.add(scene.run(() -> send(scene, one)));
        }
        SystemTraffic system = SystemTraffic.begin(scene, () -> 0);
        Map<String, Integer> answers = new TreeMap<>();
        for (Future<List<String>> one : storm) {
            try {
                one.get().forEach(answer -> answers.merge(answer, 1, Integer::sum));
            } catch (ExecutionException e) {
                throw new AssertionError("the server said:\n" + scene.words(), e);
            }
        }
        system.close();
        System.out.println("answers: " + answers + "; " + system.rounds() + " rounds of system traffic");
        assertEquals(List.of(), system.refusals());
        return answers;
    }

    private static List<String> send(Scene scene, WorstBodies.Sent one) throws IOException {
        List<String> answers = new ArrayList<>();
        try (Caller tenant = scene.as(Scene.TENANT)) {
            for (int i = 0; i < ROUNDS; i++) {
                if (one.body().length == 0) {
                    tenant.send(one.method(), one.path(), "", one.body(), "Accept", one.type());
                } else {
                    tenant.send(one.method(), one.path(), one.type(), one.body());
                }
                Caller.Answer answer = tenant.answer();
                boolean told = answer.status() != 429 || answer.head().first("Retry-After").isPresent();
                assertTrue(answer.status() != 500 && told, () -> one.what() + ": " + answer.text());
                answers.add(one.what() + " " + answer.status());
            }
        }
        return answers;
    }
}
