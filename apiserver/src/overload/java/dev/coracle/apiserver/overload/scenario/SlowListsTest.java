package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers who take large lists a little at a time, in every form that must be made for them: what is held for each is a piece, and what each gets in the end is whole. */
@Timeout(600)
class SlowListsTest {

    private static final int OBJECTS = 1000;
    private static final int READERS = Scene.scaled(8);
    private static final int WINDOW = 48 << 10;
    private static final int LITTLE = 16 << 10;
    /** A list is fifteen times as much, and more as a tree. */
    private static final long HELD_FOR_EACH = 500 << 10;
    private static final String MAPS = "/api/v1/namespaces/default/configmaps?includeObject=Object";
    private static final List<String> FORMS = List.of("application/vnd.kubernetes.protobuf",
            "application/json;as=Table;v=v1;g=meta.k8s.io", "application/json", "application/yaml");

    @Test
    void aPieceIsHeldForEach() throws Exception {
        try (Scene scene = Scene.begin()) {
            fill(scene);
            Sample quiet = scene.sample();
            CountDownLatch begun = new CountDownLatch(READERS);
            CountDownLatch goOn = new CountDownLatch(1);
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                String form = FORMS.get(i % FORMS.size());
                boolean gzip = i / FORMS.size() % 2 == 0;
                readers.add(scene.run(() -> read(scene, form, gzip, begun, goOn)));
            }
            begun.await();
            Sample[] now = {quiet};
            // Whoever has not yet been given all that fits on the way is still being worked for, with more than what waits for a reader.
            Eventually.holds("no more than a piece is held for each", () -> {
                now[0] = scene.sample();
                return now[0].heap() - quiet.heap() < READERS * HELD_FOR_EACH
                        && now[0].direct() - quiet.direct() < READERS * (1L << 20);
            }, () -> quiet + " and then " + now[0]);
            assertTrue(readers.stream().noneMatch(Future::isDone), "they are still reading");
            goOn.countDown();
            System.out.println("before: " + quiet + "; with " + READERS + " readers: " + now[0]);
            for (Future<Integer> one : readers) {
                try {
                    assertEquals(OBJECTS, one.get());
                } catch (ExecutionException e) {
                    throw new AssertionError("the server said:\n" + scene.words(), e);
                }
            }
            scene.recovers(quiet);
        }
    }

    /** What does not compress: lists of seven megabytes. */
    private static void fill(Scene scene) throws Exception {
        Random random = new Random(11);
        byte[] bytes = new byte[5000];
        try (Caller admin = scene.as(Scene.ADMIN); Caller tenant = scene.as(Scene.TENANT)) {
            assertEquals(404, tenant.get("/api/v1/namespaces/default/configmaps/none").status()); // there are seats to be counted
            for (int i = 0; i < OBJECTS; i++) {
                random.nextBytes(bytes);
                assertEquals(201,
                        admin.call("POST", "/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"c" + i
                                + "\"},\"data\":{\"d\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}}")
                                .status());
            }
        }
    }

    /** By somebody who needs no seat: nothing but what is tried here keeps them from being many. @return how many objects came */
    private static int read(Scene scene, String form, boolean gzip, CountDownLatch begun, CountDownLatch goOn)
            throws IOException, InterruptedException {
        try (Caller caller = Caller.connect(scene.port(), Scene.ADMIN, WINDOW)) {
            caller.send("GET", MAPS, "", new byte[0], "Accept", form, "Accept-Encoding", gzip ? "gzip" : "identity");
            HttpHead head;
            try {
                head = caller.head();
            } finally {
                begun.countDown();
            }
            ByteArrayOutputStream little = new ByteArrayOutputStream();
            while (!goOn.await(250, TimeUnit.MILLISECONDS)) { // who takes nothing at all is cut off
                little.writeBytes(caller.input().readNBytes(LITTLE));
            }
            assertEquals(200, head.status());
            assertEquals(gzip, head.first("content-encoding").filter("gzip"::equals).isPresent());
            byte[] body = HttpBody.read(head,
                    new SequenceInputStream(new ByteArrayInputStream(little.toByteArray()), caller.input()),
                    64 << 20);
            return count(form, gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
        }
    }

    private static int count(String form, byte[] body) {
        return switch (form) {
            case "application/vnd.kubernetes.protobuf" -> ProtobufDecoder.decode(body).path("items").size();
            case "application/yaml" -> new String(body, StandardCharsets.UTF_8).split("\n- ", -1).length - 1;
            case "application/json" -> Json.parse(body).path("items").size();
            default -> Json.parse(body).path("rows").size();
        };
    }
}
