package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CustomResourceDefinitions and what they define, through the API. */
@Timeout(30)
class CustomResourcesTest {

    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String BOATS = "/apis/sea.example.com/v1/namespaces/sea/boats";
    private static final String SCHEMA = """
            {'type':'object','properties':{
              'spec':{'type':'object','required':['length'],'properties':{
                'length':{'type':'integer','minimum':1},
                'sails':{'type':'integer','default':2},
                'name':{'type':'string','pattern':'^[a-z]+$'}},
               'x-kubernetes-validations':[{'rule':'self.sails <= self.length','message':'too many sails'}]},
              'status':{'type':'object','properties':{'afloat':{'type':'integer'}}}}}""";

    private Api api;

    @BeforeEach
    void start() throws IOException {
        api = new Api(SystemClock.instance());
        api.post("/api/v1/namespaces", "{'metadata':{'name':'sea'}}");
        define("v1", SCHEMA);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void define(String version, String schema) throws IOException {
        try {
            Api.Answer made = api.post(CRDS, """
                    {'metadata':{'name':'boats.sea.example.com'},'spec':{'group':'sea.example.com','scope':'Namespaced',
                     'names':{'plural':'boats','singular':'boat','kind':'Boat','shortNames':['bt']},
                     'versions':[{'name':'%s','served':true,'storage':true,'schema':{'openAPIV3Schema':%s},
                      'subresources':{'status':{},'scale':{'specReplicasPath':'.spec.sails',
                        'statusReplicasPath':'.status.afloat'}}}]}}""".formatted(version, schema));
            assertEquals(201, made.status(), made.body().toString());
            await(CRDS, crd -> condition(crd, "Established"));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static boolean condition(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** Watches until an object of the list is as wanted, or gone for {@code gone}. */
    private void await(String list, Predicate<JsonNode> wanted) throws InterruptedException {
        ByteStream watch = api.watch(list + "?watch=true");
        Semaphore woken = new Semaphore(0);
        watch.start(woken::release);
        while (true) {
            for (ObjectNode event : Api.drain(watch)) {
                boolean deleted = event.path("type").asString("").equals("DELETED");
                if (deleted
                        ? wanted.test(tools.jackson.databind.node.MissingNode.getInstance())
                        : wanted.test(event.path("object"))) {
                    watch.close();
                    return;
                }
            }
            woken.acquire();
        }
    }

    private Api.Answer boat(String name, String spec) {
        return api.post(BOATS, "{'apiVersion':'sea.example.com/v1','kind':'Boat','metadata':{'name':'" + name
                + "'},'spec':" + spec + "}");
    }

    @Test
    void theirObjectsHaveNoFormInProtobuf() {
        String protobuf = "application/vnd.kubernetes.protobuf";
        assertEquals(406, api.call("GET", BOATS, "", "accept", protobuf).status());
        assertEquals(415, api.call("POST", BOATS, "k8s", "content-type", protobuf).status());
    }

    /** kubectl reads from OpenAPI which patches it may send. */
    @Test
    void strategicMergePatchesAreNotAdvertised() {
        String patch = "application/strategic-merge-patch+json";
        assertTrue(api.get("/openapi/v3/apis/apps/v1").body().toString().contains(patch));
        assertTrue(api.get("/openapi/v3/apis/sea.example.com/v1").body().toString().contains("merge-patch+json"));
        JsonNode boats = api.get("/openapi/v3/apis/sea.example.com/v1").body().path("paths")
                .path("/apis/sea.example.com/v1/namespaces/{namespace}/boats/{name}").path("patch");
        assertEquals(3, boats.path("requestBody").path("content").size(), boats.toString());
    }

    /** Go's types write no empty list, so that one in a document is lost on the way through them. */
    @Test
    void operationsHaveParametersOrNone() {
        for (String document : List.of("/openapi/v3/apis/sea.example.com/v1", "/openapi/v3/api/v1", "/openapi/v2")) {
            JsonNode paths = api.get(document).body().path("paths");
            assertTrue(paths.size() > 1, document);
            paths.forEach(path -> path.forEach(operation -> assertTrue(
                    !operation.has("parameters") || !operation.path("parameters").isEmpty(), operation.toString())));
        }
    }

    @Test
    void servesFromTheMomentItSaysSo() {
        assertEquals(200, api.get(BOATS).status());
        Api.Answer made = boat("a", "{'length':7,'oars':3}");
        assertEquals(201, made.status());
        assertEquals("2", made.text("spec", "sails"), "defaulted");
        assertEquals("", made.text("spec", "oars"), "pruned");
        assertEquals("1", made.text("metadata", "generation"));
        assertTrue(api.get("/apis/sea.example.com/v1").body().toString().contains("\"boats/status\""));
    }

    @Test
    void rulesAreNotAskedAboutWhatTheyCannotReckonWith() {
        assertEquals(
                "Boat.sea.example.com \"a\" is invalid: [spec.length: Invalid value: \"string\": spec.length in body must be"
                        + " of type integer: \"string\", <nil>: Invalid value: null: some validation rules were not checked because "
                        + "the object was invalid; correct the existing errors to complete validation]",
                boat("a", "{'length':'long'}").text("message"));
    }

    @Test
    void refusesWhatTheSchemaForbids() {
        Api.Answer wrong = boat("a", "{'length':0,'name':'A'}");
        assertEquals(422, wrong.status());
        assertEquals(
                "Boat.sea.example.com \"a\" is invalid: [spec.length: Invalid value: 0: spec.length in body should be "
                        + "greater than or equal to 1, spec.name: Invalid value: \"A\": spec.name in body should match '^[a-z]+$', "
                        + "spec: Invalid value: too many sails]",
                wrong.text("message"));
        assertEquals(422, boat("a", "{}").status());
        Api.Answer rule = boat("a", "{'length':1}");
        assertEquals("Boat.sea.example.com \"a\" is invalid: spec: Invalid value: too many sails",
                rule.text("message"));
    }

    /** Only the core group's rules for metadata ask for a domain; theirs are apimachinery's. */
    @Test
    void finalizersMayBePlainNames() {
        Api.Answer made = api.post(BOATS,
                "{'metadata':{'name':'a','finalizers':['anchor']},'spec':{'length':7}}");
        assertEquals(201, made.status(), made.text("message"));
        assertEquals(List
                .of("299 - \"metadata.finalizers: \\\"anchor\\\": prefer a domain-qualified finalizer name to avoid "
                        + "accidental conflicts with other finalizer writers\""),
                warnings(made));
        assertEquals(List.of(), warnings(api.merge(BOATS + "/a", "{'spec':{'length':8}}")));
        assertEquals(List.of(), warnings(api.merge(BOATS + "/a", "{'metadata':{'finalizers':['anchor','a.b/c']}}")));
        assertEquals(422, api.post(BOATS, "{'metadata':{'name':'b','finalizers':['an/ch/or']},'spec':{'length':7}}")
                .status());
    }

    private static List<String> warnings(Api.Answer answer) {
        return answer.response().headers().stream().filter(header -> header.name().equalsIgnoreCase("warning"))
                .map(HttpResponse.Header::value).toList();
    }

    @Test
    void keepsStatusApartAndScales() {
        boat("a", "{'length':7}");
        api.merge(BOATS + "/a", "{'status':{'afloat':9}}");
        assertEquals("", api.get(BOATS + "/a").text("status", "afloat"));
        assertEquals("9", api.merge(BOATS + "/a/status", "{'status':{'afloat':9}}").text("status", "afloat"));
        assertEquals("9", api.get(BOATS + "/a/scale").text("status", "replicas"));
        Api.Answer scaled = api.merge(BOATS + "/a/scale", "{'spec':{'replicas':5}}");
        assertEquals("5", scaled.text("spec", "replicas"));
        assertEquals("5", api.get(BOATS + "/a").text("spec", "sails"));
        assertEquals("2", api.get(BOATS + "/a").text("metadata", "generation"));
    }

    /** The messages are those that kube-apiserver 1.36.3 gave. */
    @Test
    void aScaleHasToSayHowMany() {
        api.post(BOATS, "{'apiVersion':'sea.example.com/v1','kind':'Boat','metadata':{'name':'a'}}");
        assertEquals("Internal error occurred: the spec replicas field \".spec.sails\" does not exist",
                api.get(BOATS + "/a/scale").text("message"));
        assertEquals("the spec replicas field \".spec.sails\" cannot be empty",
                api.merge(BOATS + "/a/scale", "{'metadata':{'labels':{'x':'y'}}}").text("message"));
        boat("b", "{'length':7}");
        assertEquals("Boat.sea.example.com \"b\" is invalid: .spec.sails: Invalid value: -1: "
                + "should be a non-negative integer",
                api.merge(BOATS + "/b/scale", "{'spec':{'replicas':-1}}").text("message"));
        assertEquals(200, api.call("PUT", BOATS + "/b/scale",
                "{'kind':'Scale','apiVersion':'autoscaling/v1','metadata':{'name':'b'},'spec':{'replicas':2}}",
                "content-type", "application/json").status(), "without a version, too");
        assertEquals("2", api.get(BOATS + "/b/scale").text("spec", "replicas"));
    }

    @Test
    void appliesByTheSchema() {
        String target = BOATS + "/a?fieldManager=me";
        String[] apply = {"content-type", "application/apply-patch+yaml"};
        String body = "{'apiVersion':'sea.example.com/v1','kind':'Boat','metadata':{'name':'a','labels':{'x':'y'}},"
                + "'spec':{'length':7}}";
        assertEquals(201, api.call("PATCH", target, body, apply).status());
        assertEquals("y", api.get(BOATS + "/a").text("metadata", "labels", "x"));
        Api.Answer conflict = api.call("PATCH", BOATS + "/a?fieldManager=other", body.replace("7", "8"), apply);
        assertEquals(409, conflict.status());
        Api.Answer unknown = api.call("PATCH", target + "&fieldValidation=Strict", body.replace("'length'", "'oars'"),
                apply);
        assertTrue(unknown.text("message").contains(".spec.oars: field not declared in schema"),
                unknown.text("message"));
        api.call("PATCH", target, body.replace("'labels':{'x':'y'}", "'labels':{}"), apply);
        assertEquals("", api.get(BOATS + "/a").text("metadata", "labels", "x"), "no longer applied");
    }

    /** A definition that becomes stricter makes no object unwritable: what it is not to be any more may stay until it is touched. */
    @Test
    void whatWasThereBeforeMayStay() throws Exception {
        assertEquals(201, boat("a", "{'length':7,'name':'amy'}").status());
        JsonNode crd = api.get(CRDS + "/boats.sea.example.com").body();
        String stricter = crd.toString().replace("\"minimum\":1", "\"minimum\":10")
                .replace("\"pattern\":\"^[a-z]+$\"", "\"type\":\"string\",\"enum\":[\"bob\"]");
        assertEquals(200, api.put(CRDS + "/boats.sea.example.com", stricter).status());
        while (boat("probe", "{'length':7}").status() != 422) {
            api.delete(BOATS + "/probe", "");
        }
        assertEquals(200, api.merge(BOATS + "/a", "{'metadata':{'labels':{'x':'y'}}}").status());
        assertEquals(200, api.merge(BOATS + "/a", "{'spec':{'sails':3}}").status());
        assertEquals(
                "Boat.sea.example.com \"a\" is invalid: spec.length: Invalid value: 8: spec.length in body should be "
                        + "greater than or equal to 10",
                api.merge(BOATS + "/a", "{'spec':{'length':8}}").text("message"));
    }

    /** A value that has the wrong type now may stay as well, but the rules in CEL that meet it fail, and nothing worse. */
    @Test
    void rulesMeetValuesOfTypesThatTheyWereNotMadeFor() throws Exception {
        assertEquals(201, boat("a", "{'length':7,'sails':2}").status());
        JsonNode crd = api.get(CRDS + "/boats.sea.example.com").body();
        String other = crd.toString().replace("\"sails\":{\"default\":2,\"type\":\"integer\"}",
                "\"sails\":{\"type\":\"string\"}").replace("\"sails\":{\"type\":\"integer\",\"default\":2}",
                        "\"sails\":{\"type\":\"string\"}")
                .replace("self.sails <= self.length", "self.sails.size() > 3");
        assertTrue(!other.equals(crd.toString()));
        assertEquals(200, api.put(CRDS + "/boats.sea.example.com", other).status());
        while (boat("probe", "{'length':7,'sails':2}").status() != 422) {
            api.delete(BOATS + "/probe", "");
        }
        Api.Answer same = api.merge(BOATS + "/a", "{'metadata':{'labels':{'x':'y'}}}");
        assertEquals(422, same.status());
        assertTrue(same.text("message").endsWith("or macro signature for rule: too many sails"), same.text("message"));
    }

    @Test
    void takesItsObjectsAlongWhenItGoes() throws Exception {
        boat("a", "{'length':7}");
        assertEquals(200, api.delete(CRDS + "/boats.sea.example.com", "").status());
        await(CRDS, JsonNode::isMissingNode);
        define("v1", SCHEMA);
        assertEquals("[]", api.get(BOATS).text("items"));
    }
}
