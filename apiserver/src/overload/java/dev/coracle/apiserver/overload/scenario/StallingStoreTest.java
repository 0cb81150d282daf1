package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk answers no more: what can be read is read, who writes waits, and is answered when the disk comes back. */
@Timeout(600)
class StallingStoreTest {

    private static final int WRITERS = 50;
    private static final String OBJECTS = "/api/v1/namespaces/default/configmaps";

    @Test
    void readersGoOnAndWritersWait() throws Exception {
        try (Scene scene = Scene.begin(); Caller reader = scene.as(Scene.TENANT)) {
            scene.fill(50, 500);
            Sample quiet = scene.sample();
            scene.stall(true);
            List<Future<Caller.Answer>> writes = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                writes.add(scene.run(() -> {
                    try (Caller writer = scene.as(Scene.TENANT)) {
                        return writer.call("POST", OBJECTS, Scene.configMap("late" + number, 100));
                    }
                }));
            }
            for (int i = 0; i < Scene.scaled(30); i++) {
                assertEquals(200, reader.get(OBJECTS + "?resourceVersion=0").status());
                assertEquals(200, reader.get(OBJECTS + "/c1?resourceVersion=0").status());
                assertEquals(200, reader.get(OBJECTS + "/c1").status());
                assertEquals(200, reader.get(OBJECTS).status());
            }
            for (Future<Caller.Answer> write : writes) {
                assertFalse(write.isDone(), "a write was answered that cannot be durable");
            }
            assertEquals(200, reader.get("/livez").status());
            scene.stall(false);
            for (Future<Caller.Answer> write : writes) {
                assertEquals(201, write.get().status());
            }
            String list = reader.get(OBJECTS).text();
            for (int i = 0; i < WRITERS; i++) {
                assertEquals(true, list.contains("\"name\":\"late" + i + "\""));
            }
            scene.recovers(quiet);
        }
    }
}
