package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a webhook puts into an object is held to its type, and gets its defaults, like what a client sends. */
@Timeout(30)
class WebhookDefaultsTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String PATCH = "[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/-\","
            + "\"value\":{\"name\":\"side\",\"image\":\"s\",\"unheardOf\":1}}]";

    @Test
    void whatAWebhookAddsHasItsDefaults() throws IOException {
        try (TestWebhook webhook = new TestWebhook(review -> TestWebhook.review(review, Json.object()
                .put("allowed", true).put("patchType", "JSONPatch")
                .put("patch", Base64.getEncoder().encodeToString(PATCH.getBytes(StandardCharsets.UTF_8)))));
                Api api = new Api(SystemClock.instance())) {
            api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
            Api.Answer hook = api.post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
                    "{'metadata':{'name':'w'},'webhooks':[{'name':'h.example.com','admissionReviewVersions':['v1'],"
                            + "'rules':[{'operations':['CREATE'],'apiGroups':['apps'],'apiVersions':['*'],"
                            + "'resources':['deployments']}],'sideEffects':'None','clientConfig':{'caBundle':'"
                            + webhook.bundle() + "','url':'" + webhook.url() + "'}}]}");
            assertEquals(201, hook.status(), hook.body().toString());
            Api.Answer made = api.post(DEPLOYMENTS, "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':"
                    + "{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c',"
                    + "'image':'i'}]}}}}");

            assertEquals(201, made.status(), made.body().toString());
            assertEquals(Json.parseObject(("{\"name\":\"side\",\"image\":\"s\",\"resources\":{},"
                    + "\"terminationMessagePath\":\"/dev/termination-log\",\"terminationMessagePolicy\":\"File\","
                    + "\"imagePullPolicy\":\"Always\"}").getBytes(StandardCharsets.UTF_8)),
                    made.body().at("/spec/template/spec/containers/1"));
        }
    }
}
