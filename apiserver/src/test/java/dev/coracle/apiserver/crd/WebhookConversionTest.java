package dev.coracle.apiserver.crd;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.apiserver.webhook.WebhookCaller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A conversion webhook that takes its time. */
class WebhookConversionTest {

    private static final GroupVersion WANTED = new GroupVersion("net.example.com", "v2");

    @Test
    void oneThatIsTooSlowIsGivenUp() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (TestWebhook webhook = new TestWebhook(question -> question);
                WebhookCaller caller = new WebhookCaller(new FakeObjects())) {
            webhook.stallsInTheMidst(end);
            ObjectNode crd = tree("{'spec':{'conversion':{'webhook':{'clientConfig':{'url':'" + webhook.url()
                    + "','caBundle':'" + webhook.bundle() + "'}}}}}");
            WebhookConversion conversion = new WebhookConversion(caller, crd, WANTED, object -> object,
                    Duration.ofMillis(200));
            ObjectNode door = tree("{'apiVersion':'net.example.com/v1','kind':'Door','metadata':{'name':'a'}}");
            String message = String.valueOf(
                    assertThrows(StatusException.class, () -> conversion.convert(door, WANTED)).getMessage());
            assertTrue(message.contains("context deadline exceeded"), message);
            end.countDown();
        }
    }

    private static ObjectNode tree(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
