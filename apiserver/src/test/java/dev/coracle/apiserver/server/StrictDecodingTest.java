package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of fields that are not known or stand twice, in the words of a kube-apiserver 1.36.3 that was asked the same. */
class StrictDecodingTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PATCH = """
            {"bar":1,"spec":{"foo":{"x":1},"foo":2,"replicas":2,"replicas":3,
             "template":{"spec":{"containers":[{"name":"c","image":"i","zap":1}]}}}}""";
    private static final List<String> OF_PATCH = List.of("duplicate field \"spec.foo\"",
            "duplicate field \"spec.replicas\"", "unknown field \"bar\"", "unknown field \"spec.foo\"",
            "unknown field \"spec.template.spec.containers[0].zap\"");

    private Api api;

    @BeforeEach
    void start() throws Exception {
        api = new Api(SystemClock.instance());
        api.server().awaitReady();
        assertEquals(201, api.post(DEPLOYMENTS, """
                {"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"c"}},"template":
                 {"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""").status());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Api.Answer patch(String level, String type, String body) {
        return api.call("PATCH", DEPLOYMENTS + "/d?dryRun=All&fieldManager=me&fieldValidation=" + level, body,
                "content-type", type);
    }

    private static List<String> warnings(HttpResponse response) {
        return response.headers().stream().filter(h -> h.name().equals("Warning")).map(h -> h.value()
                .substring("299 - \"".length(), h.value().length() - 1).replace("\\\"", "\"")).toList();
    }

    private static void invalid(String expected, Api.Answer answer) {
        assertEquals(422, answer.status(), answer.body().toString());
        assertTrue(answer.text("message").startsWith(" \"\" is invalid: patch: Invalid value: \""),
                answer.text("message"));
        assertTrue(answer.text("message").endsWith("\": strict decoding error: " + expected), answer.text("message"));
    }

    @Test
    void mergePatches() {
        for (String type : List.of("application/merge-patch+json", "application/strategic-merge-patch+json")) {
            invalid(String.join(", ", OF_PATCH), patch("Strict", type, PATCH));
            Api.Answer warned = patch("Warn", type, PATCH);
            assertEquals(200, warned.status());
            assertEquals(OF_PATCH, warnings(warned.response()));
            assertEquals(List.of(), warnings(patch("Ignore", type, PATCH).response()));
        }
        assertTrue(patch("Strict", "application/strategic-merge-patch+json", PATCH).text("message").contains(
                "\"map[bar:1 spec:map[foo:2 replicas:3 template:map[spec:map[containers:[map[image:i name:c zap:1]]]]]]\""));
    }

    @Test
    void jsonPatches() {
        String body = """
                [{"op":"add","path":"/spec/foo","value":1},{"op":"add","op":"add","path":"/bar","value":1},
                 {"op":"add","path":"/spec/template/spec/containers/0/zap","value":1,"junk":2}]""";
        List<String> expected = List.of("json patch duplicate field \"[1].op\"",
                "json patch unknown field \"[2].junk\"", "unknown field \"bar\"", "unknown field \"spec.foo\"",
                "unknown field \"spec.template.spec.containers[0].zap\"");
        invalid(String.join(", ", expected), patch("Strict", "application/json-patch+json", body));
        assertEquals(expected, warnings(patch("Warn", "application/json-patch+json", body).response()));
    }

    @Test
    void applied() {
        String twice = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: d}
                spec:
                  replicas: 1
                  replicas: 1
                """;
        Api.Answer refused = patch("Strict", "application/apply-patch+yaml", twice);
        assertEquals(400, refused.status());
        assertEquals("error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
                + "  line 6: key \"replicas\" already set in map", refused.text("message"));
        String forced = DEPLOYMENTS + "/d?dryRun=All&fieldManager=me&force=true";
        assertEquals(List.of("line 6: key \"replicas\" already set in map"), warnings(
                api.raw("PATCH", forced, twice, "content-type", "application/apply-patch+yaml")));
        assertTrue(patch("Strict", "application/apply-patch+yaml", twice + "bar: 1\n").text("message")
                .endsWith(".bar: field not declared in schema"));
    }

    /** In YAML by name, in JSON as they stand. */
    @Test
    void order() {
        assertEquals(List.of("unknown field \"zoo\"", "unknown field \"bar\""), warnings(api.raw("POST",
                MAPS + "?dryRun=All", "{'metadata':{'name':'a'},'zoo':1,'bar':1}", "content-type",
                "application/json")));
        assertEquals(List.of("line 3: key \"zoo\" already set in map", "unknown field \"bar\"",
                "unknown field \"zoo\""),
                warnings(api.raw("POST", MAPS + "?dryRun=All",
                        "metadata: {name: a}\nzoo: 1\nzoo: 2\nbar: 1\n", "content-type", "application/yaml")));
    }

    /** 100 fields are told of, in 4096 characters; beyond those each warning is cut down to 256. */
    @Test
    void limits() {
        StringBuilder many = new StringBuilder("{'metadata':{'name':'a'}");
        for (int i = 0; i < 130; i++) {
            many.append(",'x").append(i).append("':1");
        }
        List<String> told = warnings(
                api.raw("POST", MAPS + "?dryRun=All", many + "}", "content-type", "application/json"));
        assertEquals(100, told.size());
        assertEquals("unknown field \"x99\"", told.getLast());
        StringBuilder wide = new StringBuilder("{'metadata':{'name':'a'}");
        for (int i = 0; i < 20; i++) {
            wide.append(",'").append("y".repeat(500)).append(i).append("':1");
        }
        told = warnings(api.raw("POST", MAPS + "?dryRun=All", wide + "}", "content-type", "application/json"));
        assertEquals(16, told.size());
        assertTrue(told.stream().allMatch(text -> text.length() == 256));
    }

    @Test
    void parts() {
        String token = "/api/v1/namespaces/default/serviceaccounts/s/token?fieldValidation=";
        api.post("/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'s'}}");
        String body = "{'foo':1,'spec':{'audiences':['a']}}";
        assertEquals("TokenRequest in version \"v1\" cannot be handled as a TokenRequest: strict decoding error: "
                + "unknown field \"foo\"", api.post(token + "Strict", body).text("message"));
        assertEquals("Scale in version \"v1\" cannot be handled as a Scale: strict decoding error: "
                + "unknown field \"spec.x\"",
                api.put(DEPLOYMENTS + "/d/scale?fieldValidation=Strict",
                        "{'metadata':{'name':'d'},'spec':{'replicas':1,'x':1}}").text("message"));
    }
}
