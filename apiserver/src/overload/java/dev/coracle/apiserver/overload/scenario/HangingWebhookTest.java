package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An admission webhook that takes connections and never answers: who writes what it is asked about waits for its timeout, nobody else does, and nothing stays behind. */
@Timeout(600)
class HangingWebhookTest {

    private static final int WRITERS = Scene.scaled(40);
    private static final String HOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private static final String ASKED = "/api/v1/namespaces/default/secrets";

    private static String hook(String name, int port, String failurePolicy, int seconds) {
        return """
                {"metadata":{"name":"%s"},"webhooks":[{"name":"%s.example.com","clientConfig":{"url":"https://127.0.0.1:%d/"},
                 "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["secrets"]}],
                 "failurePolicy":"%s","sideEffects":"None","admissionReviewVersions":["v1"],"timeoutSeconds":%d}]}"""
                .formatted(name, name, port, failurePolicy, seconds);
    }

    @Test
    void othersGoOn() throws Exception {
        try (Scene scene = Scene.begin();
                Caller admin = scene.as(Scene.ADMIN);
                ServerSocket hanging = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Sample quiet = scene.sample();
            assertEquals(201, admin.call("POST", HOOKS, hook("hangs", hanging.getLocalPort(), "Fail", 4)).status());
            assertEquals(500, awaitAsked(admin), "a webhook that fails closed lets nothing through");
            List<Future<Caller.Answer>> writes = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                writes.add(scene.run(() -> {
                    try (Caller writer = scene.as(Scene.TENANT)) {
                        return writer.call("POST", ASKED, "{\"metadata\":{\"name\":\"s" + number + "\"}}");
                    }
                }));
            }
            SystemTraffic system = SystemTraffic.begin(scene, () -> writes.stream().filter(Future::isDone).count());
            try (Caller tenant = scene.as(Scene.TENANT)) {
                for (int i = 0; i < 20; i++) {
                    assertEquals(201,
                            tenant.call("POST", "/api/v1/namespaces/default/configmaps", Scene.configMap("c" + i, 10))
                                    .status(),
                            "a kind that no webhook is asked about");
                }
            }
            for (Future<Caller.Answer> write : writes) {
                Caller.Answer answer = write.get();
                assertEquals(500, answer.status());
                assertTrue(answer.text().contains("failed calling webhook"), answer.text());
            }
            assertTrue(system.rounds() > 0);
            system.close();
            assertEquals(List.of(), system.refusals());

            assertEquals(200, admin.call("DELETE", HOOKS + "/hangs", "").status());
            assertEquals(201, admin.call("POST", HOOKS, hook("ignored", hanging.getLocalPort(), "Ignore", 1)).status());
            Eventually.holds("a webhook that fails open lets things through", () -> admin
                    .call("POST", ASKED, "{\"metadata\":{\"generateName\":\"open\"}}").status() == 201);
            assertEquals(200, admin.call("DELETE", HOOKS + "/ignored", "").status());
            assertFalse(hanging.isClosed());
            scene.recovers(quiet);
        }
    }

    /** Until the new webhook is asked. */
    private static int awaitAsked(Caller admin) throws Exception {
        int[] status = {0};
        Eventually.holds("the webhook is asked", () -> {
            status[0] = admin.call("POST", ASKED, "{\"metadata\":{\"generateName\":\"first\"}}").status();
            return status[0] != 201;
        });
        return status[0];
    }
}
