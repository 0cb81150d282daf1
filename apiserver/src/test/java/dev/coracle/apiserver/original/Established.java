package dev.coracle.apiserver.original;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Waits for a new CustomResourceDefinition to be served, as a careful client does: by a watch. */
final class Established {

    private Established() {}

    /** @param watch of one definition */
    static void await(HttpResponse watch) throws InterruptedException {
        if (!(watch instanceof HttpResponse.Stream(int status, var headers, ByteStream events))) {
            throw new AssertionError("not a watch: " + watch.status());
        }
        Semaphore woken = new Semaphore(0);
        events.start(woken::release);
        try {
            while (!established(events)) {
                woken.acquire();
            }
        } finally {
            events.close();
        }
    }

    private static boolean established(ByteStream events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteStream.Next next;
        do {
            next = events.drain(out::write, 1 << 16);
        } while (next == ByteStream.Next.MORE);
        return out.toString(StandardCharsets.UTF_8).lines()
                .map(line -> Json.parse(line.getBytes(StandardCharsets.UTF_8)).path("object").path("status"))
                .anyMatch(status -> isTrue(status, "Established"));
    }

    private static boolean isTrue(JsonNode status, String type) {
        return StreamSupport.stream(status.path("conditions").spliterator(), false)
                .anyMatch(
                        c -> c.path("type").asString("").equals(type) && c.path("status").asString("").equals("True"));
    }
}
