package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Admission webhooks over HTTPS, through the API, and all that can go wrong with them. */
@Timeout(60)
class AdmissionWebhooksTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String VALIDATING = GROUP + "validatingwebhookconfigurations";
    private static final String MUTATING = GROUP + "mutatingwebhookconfigurations";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SCALERS = "/namespaces/default/horizontalpodautoscalers";

    private Api api;
    private TestWebhook webhook;

    @BeforeEach
    void start() throws IOException {
        webhook = new TestWebhook(AdmissionWebhooksTest::allowed);
        api = new Api(SystemClock.instance());
        api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
    }

    @AfterEach
    void stop() {
        api.close();
        webhook.close();
    }

    private static ObjectNode allowed(ObjectNode question) {
        return TestWebhook.review(question, Json.object().put("allowed", true));
    }

    private static ObjectNode patch(ObjectNode question, String patch) {
        return TestWebhook.review(question,
                Json.object().put("allowed", true).put("patchType", "JSONPatch").put("patch",
                        Base64.getEncoder().encodeToString(patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    private void configure(String where, String name, String url, String bundle, String more) {
        Api.Answer made = api.post(where,
                """
                        {'metadata':{'name':'%s'},'webhooks':[{'name':'%s.example.com','sideEffects':'None',
                         'admissionReviewVersions':['v1'],'clientConfig':{'url':'%s','caBundle':'%s'},
                         'rules':[{'operations':['CREATE'],'apiGroups':[''],'apiVersions':['v1'],'resources':['configmaps']}]%s}]}"""
                        .formatted(name, name, url, bundle, more));
        assertEquals(201, made.status(), made.body().toString());
    }

    private void configure(String where, String name, String more) {
        configure(where, name, webhook.url(), webhook.bundle(), more);
    }

    private Api.Answer map(String name) {
        return api.post(MAPS, "{'metadata':{'name':'" + name + "'}}");
    }

    private void assertFails(String how) {
        Api.Answer failed = map("m");
        assertEquals(500, failed.status(), failed.body().toString());
        String message = failed.text("message");
        assertTrue(
                message.startsWith("Internal error occurred: failed calling webhook \"v.example.com\": failed to call "
                        + "webhook: ") && message.contains(how),
                message);
    }

    @Test
    void down() {
        configure(VALIDATING, "v", "");
        webhook.close();
        assertFails("connect: connection refused");
    }

    @Test
    void slowAfterItsFirstByte() {
        CountDownLatch end = new CountDownLatch(1);
        webhook.stallsInTheMidst(end);
        configure(VALIDATING, "v", ",'timeoutSeconds':1");
        assertFails("?timeout=1s\": context deadline exceeded");
        end.countDown();
    }

    @Test
    void slow() {
        CountDownLatch end = new CountDownLatch(1);
        webhook.answers(question -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return allowed(question);
        });
        configure(VALIDATING, "v", ",'timeoutSeconds':1");
        assertFails("?timeout=1s\": context deadline exceeded");
        end.countDown();
    }

    @Test
    void wrongCertificate() {
        configure(VALIDATING, "v", webhook.url(), TestWebhook.strangersBundle(), "");
        assertFails("tls: failed to verify certificate");
    }

    @Test
    void wrongAnswers() {
        configure(VALIDATING, "v", "");
        webhook.answers(question -> Json.object());
        assertFails("expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview");
        webhook.answers(question -> {
            ObjectNode answer = allowed(question);
            Trees.ensureObject(answer, "response").put("uid", "another");
            return answer;
        });
        assertFails("expected response.uid=");
        webhook.answers(question -> {
            ObjectNode answer = allowed(question);
            answer.remove("response");
            return answer;
        });
        assertFails("response was absent");
        webhook.answers(question -> patch(question, "[]"));
        assertFails("validating webhook may not return response.patch");
    }

    @Test
    void whoeverIgnoresFailuresIsNotStopped() {
        configure(VALIDATING, "v", ",'failurePolicy':'Ignore'");
        webhook.close();
        assertEquals(201, map("m").status());
    }

    @Test
    void aPatchThatCannotBeApplied() {
        configure(MUTATING, "v", "");
        webhook.answers(question -> patch(question, "[{'op':'remove','path':'/data/none'}]"));
        assertEquals(500, map("m").status());
        webhook.answers(question -> patch(question, "[{'op':'add','path':'/data','value':{'k':'v'}}]"));
        assertEquals("v", map("m").text("data", "k"));
    }

    /** Two webhooks that undo each other are each asked twice, not for ever. */
    @Test
    void aLoopEnds() throws IOException {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        try (TestWebhook other = new TestWebhook(question -> set(question, "b", asked))) {
            webhook.answers(question -> set(question, "a", asked));
            configure(MUTATING, "a", ",'reinvocationPolicy':'IfNeeded'");
            configure(MUTATING, "b", other.url(), other.bundle(), ",'reinvocationPolicy':'IfNeeded'");
            Api.Answer made = map("m");
            assertEquals(201, made.status(), made.body().toString());
            assertEquals(List.of("a", "b", "a", "b"), asked);
            assertEquals("b", made.text("data", "last"));
        }
    }

    private static ObjectNode set(ObjectNode question, String value, List<String> asked) {
        asked.add(value);
        return patch(question, "[{'op':'add','path':'/data','value':{'last':'" + value + "'}}]");
    }

    /** A webhook that writes an object of the kind that it is asked about gets asked itself, and the deadline of the first ends it. */
    @Test
    void aWebhookThatAsksItself() {
        webhook.answers(question -> {
            if (webhook.questions() < 20) {
                map("m-" + webhook.questions());
            }
            return allowed(question);
        });
        configure(VALIDATING, "v", "");
        assertEquals(201, map("m").status());
        assertEquals(20, webhook.questions());
    }

    @Test
    void validatingWebhooksAreAskedAtOnce() {
        CyclicBarrier both = new CyclicBarrier(2);
        webhook.answers(question -> {
            try {
                both.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("asked one after the other", e);
            }
            return allowed(question);
        });
        configure(VALIDATING, "v", ",'timeoutSeconds':30");
        configure(VALIDATING, "w", ",'timeoutSeconds':30");
        assertEquals(201, map("m").status());
    }

    private static final String SCALER = "{'metadata':{'name':'%s'},'spec':{'maxReplicas':3,'scaleTargetRef':"
            + "{'apiVersion':'apps/v1','kind':'Deployment','name':'d'}}}";

    @Test
    void anotherVersionOfTheSameObjects() {
        Api.Answer made = api.post(MUTATING, """
                {'metadata':{'name':'h'},'webhooks':[{'name':'h.example.com','sideEffects':'None',
                 'admissionReviewVersions':['v1'],'clientConfig':{'url':'%s','caBundle':'%s'},
                 'rules':[{'operations':['CREATE'],'apiGroups':['autoscaling'],'apiVersions':['v1'],
                  'resources':['horizontalpodautoscalers']}]}]}""".formatted(webhook.url(), webhook.bundle()));
        assertEquals(201, made.status(), made.body().toString());
        List<ObjectNode> questions = Collections.synchronizedList(new ArrayList<>());
        webhook.answers(question -> {
            questions.add(question);
            return patch(question, "[{'op':'add','path':'/spec/targetCPUUtilizationPercentage','value':55}]");
        });
        Api.Answer scaler = api.post("/apis/autoscaling/v2" + SCALERS, SCALER.formatted("s"));
        assertEquals(201, scaler.status(), scaler.body().toString());
        ObjectNode request = Trees.object(questions.getFirst(), "request").orElseThrow();
        assertEquals("v1", Trees.string(request, "kind", "version"));
        assertEquals("v2", Trees.string(request, "requestKind", "version"));
        assertEquals("autoscaling/v1", Trees.string(request, "object", "apiVersion"));
        assertEquals(55, scaler.body().path("spec").path("metrics").path(0).path("resource").path("target")
                .path("averageUtilization").asInt(0), scaler.body().toString());
        api.merge(MUTATING + "/h", "{'webhooks':[{'name':'h.example.com','sideEffects':'None','matchPolicy':'Exact',"
                + "'admissionReviewVersions':['v1'],'clientConfig':{'url':'" + webhook.url() + "','caBundle':'"
                + webhook.bundle() + "'},'rules':[{'operations':['CREATE'],'apiGroups':['autoscaling'],"
                + "'apiVersions':['v1'],'resources':['horizontalpodautoscalers']}]}]}");
        assertEquals(201, api.post("/apis/autoscaling/v2" + SCALERS, SCALER.formatted("t")).status());
        assertEquals(1, questions.size());
    }
}
