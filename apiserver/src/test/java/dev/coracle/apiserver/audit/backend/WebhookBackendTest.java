package dev.coracle.apiserver.audit.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.access.TestHttps;
import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Events over HTTPS: their form, as whom they are sent, and what happens when nobody takes them. */
@Timeout(30)
class WebhookBackendTest {

    private static final AuditEvent EVENT = new AuditEvent(Level.METADATA, Json.object().put("kind", "Event")
            .put("apiVersion", AuditEvent.VERSION).put("auditID", "one"));

    private static WebhookBackend backend(TestHttps server, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("hook.yaml"), server.kubeconfig("/hook", "its-token"));
        return WebhookBackend.load(file, Duration.ofMillis(1), SystemClock.instance());
    }

    @Test
    void aListOfEventsIsPostedAndAFailureIsTriedAgain(@TempDir Path folder) throws IOException, InterruptedException {
        BlockingQueue<TestHttps.Question> asked = new LinkedBlockingQueue<>();
        try (TestHttps server = new TestHttps(); WebhookBackend backend = backend(server, folder)) {
            server.page("/hook", question -> {
                asked.add(question);
                return new TestHttps.Answer(asked.size() < 3 ? 500 : 200, "");
            });
            assertTrue(backend.process(List.of(EVENT)));
            assertEquals(3, server.visits("/hook"));
            TestHttps.Question last = asked.take();
            assertEquals("Bearer its-token", last.headers().get("authorization"));
            ObjectNode list = Json.parseObject(last.body().getBytes(StandardCharsets.UTF_8));
            assertEquals(Json.parse("""
                    {"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[{"auditID":"one"}]}"""
                    .getBytes(StandardCharsets.UTF_8)), list);
        }
    }

    @Test
    void afterFiveTriesTheyAreLost(@TempDir Path folder) throws IOException {
        try (TestHttps server = new TestHttps(); WebhookBackend backend = backend(server, folder)) {
            server.page("/hook", question -> new TestHttps.Answer(503, ""));
            assertFalse(backend.process(List.of(EVENT)));
            assertEquals(5, server.visits("/hook"));
        }
    }
}
