package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A custom resource in two versions that differ: v1 has {@code at: host:port}, which is stored; v2 has {@code host} and {@code port}. */
@Timeout(60)
class ConversionWebhookTest {

    private static final String CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String V1 = "/apis/net.example.com/v1/namespaces/default/doors";
    private static final String V2 = "/apis/net.example.com/v2/namespaces/default/doors";

    private Api api;
    private TestWebhook webhook;

    @BeforeEach
    void start() throws Exception {
        webhook = new TestWebhook(ConversionWebhookTest::converted);
        api = new Api(SystemClock.instance());
        api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
        Api.Answer made = api.post(CRD, definition(webhook.bundle()));
        assertEquals(201, made.status(), made.body().toString());
        awaitServed();
    }

    @AfterEach
    void stop() {
        api.close();
        webhook.close();
    }

    private String definition(String bundle) {
        return """
                {'metadata':{'name':'doors.net.example.com'},'spec':{'group':'net.example.com','scope':'Namespaced',
                 'names':{'plural':'doors','singular':'door','kind':'Door'},
                 'conversion':{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],
                  'clientConfig':{'url':'%s','caBundle':'%s'}}},
                 'versions':[
                  {'name':'v1','served':true,'storage':true,
                   'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object','required':['at'],
                    'properties':{'at':{'type':'string'}}}}}}},
                  {'name':'v2','served':true,'storage':false,
                   'additionalPrinterColumns':[{'name':'Port','type':'integer','jsonPath':'.spec.port'}],
                   'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object','required':['host'],
                    'properties':{'host':{'type':'string'},'port':{'type':'integer','minimum':1,'default':80}},
                    'x-kubernetes-validations':[{'rule':'self.port < 1024'}]}}}}}]}}"""
                .formatted(webhook.url(), bundle);
    }

    private void awaitServed() throws InterruptedException {
        ByteStream watch = api.watch(CRD + "?watch=true");
        Semaphore woken = new Semaphore(0);
        watch.start(woken::release);
        while (Api.drain(watch).stream().noneMatch(event -> event.toString().contains("InitialNamesAccepted"))) {
            woken.acquire();
        }
        watch.close();
    }

    /** What a webhook of a real cluster does. */
    private static ObjectNode converted(ObjectNode question) {
        String to = Trees.string(question, "request", "desiredAPIVersion");
        ObjectNode response = Json.object();
        ArrayNode out = response.putArray("convertedObjects");
        for (ObjectNode object : Trees.objects(question, "request", "objects")) {
            ObjectNode spec = Trees.ensureObject(object, "spec");
            if (to.endsWith("/v1")) {
                spec.put("at", Trees.string(spec, "host") + ":" + Trees.integer(spec, "port").orElse(0L));
                spec.remove("host");
                spec.remove("port");
            } else {
                String[] at = Trees.string(spec, "at").split(":", 2);
                spec.put("host", at[0]).put("port", Integer.parseInt(at[1])).remove("at");
            }
            out.add(object.put("apiVersion", to));
        }
        response.putObject("result").put("status", "Success");
        return TestWebhook.review(question, response);
    }

    private Api.Answer door(String name, String spec) {
        return api.post(V2,
                "{'apiVersion':'net.example.com/v2','kind':'Door','metadata':{'name':'" + name + "'},'spec':"
                        + spec + "}");
    }

    /** The webhook answers what it should, and then this happens to the answer. */
    private void spoiled(Consumer<ObjectNode> spoil) {
        webhook.answers(question -> {
            ObjectNode answer = converted(question);
            spoil.accept(answer);
            return answer;
        });
    }

    private static ObjectNode first(ObjectNode answer) {
        return Trees.objects(answer, "response", "convertedObjects").getFirst();
    }

    @Test
    void eachVersionShowsItsOwnFields() {
        Api.Answer made = door("a", "{'host':'pier','port':22}");
        assertEquals(201, made.status(), made.body().toString());
        assertEquals("pier", made.text("spec", "host"));
        assertEquals("pier:22", api.get(V1 + "/a").text("spec", "at"));
        assertEquals("22", api.get(V2 + "/a").text("spec", "port"));
        Api.Answer patched = api.merge(V2 + "/a", "{'spec':{'port':23}}");
        assertEquals("23", patched.text("spec", "port"), patched.body().toString());
        assertEquals("2", patched.text("metadata", "generation"));
        assertEquals("pier:23", api.get(V1 + "/a").text("spec", "at"));
        assertEquals("80", door("b", "{'host':'quay'}").text("spec", "port"), "defaulted in the version it is sent in");
    }

    @Test
    void schemaAndRulesAreThoseOfTheVersionSent() {
        assertEquals(422, door("a", "{'port':22}").status());
        assertEquals(422, door("a", "{'host':'pier','port':0}").status());
        assertEquals(422, door("a", "{'host':'pier','port':2000}").status());
        Api.Answer other = api.post(V1,
                "{'apiVersion':'net.example.com/v1','kind':'Door','metadata':{'name':'a'},'spec':{'at':'pier:2000'}}");
        assertEquals(201, other.status(), other.body().toString());
    }

    @Test
    void aListIsOneQuestion() {
        for (int i = 0; i < 20; i++) {
            door("d" + i, "{'host':'h" + i + "'}");
        }
        int before = webhook.questions();
        Api.Answer list = api.get(V2);
        assertEquals(20, list.body().path("items").size());
        assertEquals("h0", list.body().path("items").get(0).path("spec").path("host").asString(""));
        assertEquals(before + 1, webhook.questions());
        assertEquals(200, api.get(V1).status());
        assertEquals(before + 1, webhook.questions(), "what is stored in the version needs no question");
        Api.Answer table = api.call("GET", V2, "", "accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertEquals(80, table.body().path("rows").get(0).path("cells").get(1).asInt(0), table.body().toString());
    }

    @Test
    void watchersSeeTheirVersion() throws InterruptedException {
        door("a", "{'host':'pier'}");
        ByteStream watch = api.watch(V2 + "?watch=true&resourceVersion=0");
        Semaphore woken = new Semaphore(0);
        watch.start(woken::release);
        woken.acquire();
        assertTrue(Api.drain(watch).toString().contains("\"host\":\"pier\""));
        watch.close();
    }

    @Test
    void anotherVersionIsStoredFromNowOn() throws InterruptedException {
        door("a", "{'host':'pier'}");
        Api.Answer moved = api.call("PATCH", CRD + "/doors.net.example.com",
                "[{'op':'replace','path':'/spec/versions/0/storage','value':false},"
                        + "{'op':'replace','path':'/spec/versions/1/storage','value':true}]",
                "content-type", "application/json-patch+json");
        assertEquals(200, moved.status(), moved.body().toString());
        for (int i = 0; i < 200; i++) { // before, while and after the server takes notice
            Api.Answer second = api.get(V2 + "/a");
            assertEquals("pier", second.text("spec", "host"), second.body().toString());
            Api.Answer first = api.get(V1 + "/a");
            assertEquals("pier:80", first.text("spec", "at"), first.body().toString());
        }
        assertEquals("81", api.merge(V2 + "/a", "{'spec':{'port':81}}").text("spec", "port"));
        assertEquals("pier:81", api.get(V1 + "/a").text("spec", "at"));
    }

    @Test
    void onlyLabelsAndAnnotationsOfMetadataMayChange() {
        door("a", "{'host':'pier'}");
        spoiled(answer -> {
            Trees.ensureObject(first(answer), "metadata", "labels").put("seen", "yes");
            Meta.of(first(answer)).put("generation", 99);
        });
        Api.Answer shown = api.get(V2 + "/a");
        assertEquals("yes", shown.text("metadata", "labels", "seen"));
        assertEquals("1", shown.text("metadata", "generation"));
        spoiled(answer -> Meta.of(first(answer)).put("name", "b"));
        assertFails("returned invalid metadata: must have the same name: \"a\" != \"b\"");
    }

    private void assertFails(String how) {
        Api.Answer failed = api.get(V2 + "/a");
        assertEquals(500, failed.status());
        assertEquals("InternalError", failed.text("reason"));
        String message = failed.text("message");
        assertTrue(message.contains("conversion webhook for net.example.com/v1, Kind=Door") && message.contains(how),
                message);
        assertEquals(200, api.get(V1 + "/a").status(), "what needs no conversion is served all the same");
    }

    @Test
    void everyWrongAnswerIsTold() {
        door("a", "{'host':'pier'}");
        spoiled(answer -> Trees.ensureObject(answer, "response").put("uid", "another"));
        assertFails("expected response.uid=");
        spoiled(answer -> Trees.ensureArray(Trees.ensureObject(answer, "response"), "convertedObjects").removeAll());
        assertFails("returned 0 objects, expected 1");
        spoiled(answer -> first(answer).put("apiVersion", "net.example.com/v3"));
        assertFails("invalid groupVersion (expected net.example.com/v2, received net.example.com/v3)");
        spoiled(answer -> Trees.ensureObject(answer, "response", "result").put("status", "Failure").put("message",
                "the tide is out"));
        assertFails("failed: the tide is out");
        spoiled(answer -> answer.remove("response"));
        assertFails("no response provided");
        spoiled(answer -> answer.put("kind", "AdmissionReview"));
        assertFails("expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview");
    }

    @Test
    void aStrangersCertificateIsRefused() throws InterruptedException {
        door("a", "{'host':'pier'}");
        Api.Answer patched = api.merge(CRD + "/doors.net.example.com", "{'spec':{'conversion':{'webhook':"
                + "{'clientConfig':{'caBundle':'" + TestWebhook.strangersBundle() + "'}}}}}");
        assertEquals(200, patched.status(), patched.body().toString());
        awaitRefusal();
        assertFails("tls: failed to verify certificate");
    }

    /** The definition is followed by a thread of its own. */
    private void awaitRefusal() throws InterruptedException {
        Await.until(() -> api.get(V2 + "/a").status() != 200);
    }

    @Test
    void nobodyThere() {
        door("a", "{'host':'pier'}");
        webhook.close();
        assertFails("failed: Post \"https://127.0.0.1");
        assertEquals(200, api.delete(V1 + "/a", "{}").status());
    }
}
