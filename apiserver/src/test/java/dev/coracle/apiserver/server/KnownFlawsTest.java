package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * Classes of flaws that API servers have had, each tried on the whole server. Others are tried where they live: proxies and upgrades (CVE-2018-1002105, CVE-2022-3172)
 * in testing's ProxyFlawsTest and in AggregationTest, rapid reset (CVE-2023-44487) and oversize heads in HostileClientsTest, bodies in NettyServerTest, what nodes may
 * (CVE-2025-5187) in NodeRestrictionTest and NodeAuthorizerTest, audiences of tokens in ServiceAccountTokensTest, aliases of YAML in YamlTest.
 */
@Timeout(60)
class KnownFlawsTest {

    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private Api api;

    @BeforeEach
    void start() throws Exception {
        api = new Api(SystemClock.instance());
        api.server().awaitReady();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void define(String group, String plural, String kind, String scope) throws Exception {
        ByteStream watch = api.watch(CRDS + "?watch=true");
        Semaphore woken = new Semaphore(0);
        watch.start(woken::release);
        assertEquals(201,
                api.post(CRDS,
                        """
                                {'metadata':{'name':'%s.%s'},'spec':{'group':'%s','scope':'%s','names':{'plural':'%s','singular':'%s','kind':'%s'},
                                 'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',
                                  'x-kubernetes-preserve-unknown-fields':true}}}]}}"""
                                .formatted(plural, group, group, scope, plural,
                                        kind.toLowerCase(java.util.Locale.ROOT), kind))
                        .status());
        while (true) {
            for (ObjectNode event : Api.drain(watch)) {
                boolean ours = event.at("/object/metadata/name").asString("").equals(plural + "." + group);
                if (ours && event.at("/object/status/conditions").toString()
                        .contains("the initial names have been accepted")) {
                    watch.close();
                    return;
                }
            }
            woken.acquire();
        }
    }

    private static String object(String group, String kind, String name) {
        return "{'apiVersion':'" + group + "/v1','kind':'" + kind + "','metadata':{'name':'" + name + "'},'of':'"
                + group + "'}";
    }

    /** CVE-2019-11247: who may write in a namespace reached objects of the cluster through a path with a namespace in it. */
    @Test
    void scopesOfCustomResources() throws Exception {
        define("wide.example.com", "seas", "Sea", "Cluster");
        define("narrow.example.com", "bays", "Bay", "Namespaced");
        assertEquals(201, api.post("/apis/wide.example.com/v1/seas", object("wide.example.com", "Sea", "a")).status());
        String within = "/apis/wide.example.com/v1/namespaces/default/seas";
        assertEquals(404, api.get(within + "/a").status());
        assertEquals(404, api.get(within).status());
        assertEquals(404, api.post(within, object("wide.example.com", "Sea", "b")).status());
        assertEquals(404, api.merge(within + "/a", "{'of':'x'}").status());
        assertEquals(404, api.delete(within + "/a", "").status());
        assertEquals("wide.example.com", api.get("/apis/wide.example.com/v1/seas/a").text("of"));
        String without = "/apis/narrow.example.com/v1/bays";
        assertTrue(api.post(without, object("narrow.example.com", "Bay", "a")).status() >= 400);
        assertTrue(api.get(without + "/a").status() >= 400);
    }

    /** The same names in two groups, one of them Kubernetes' own: neither sees nor takes the other's objects. */
    @Test
    void groupsOfTheSameNames() throws Exception {
        define("one.example.com", "pods", "Pod", "Namespaced");
        define("two.example.com", "pods", "Pod", "Namespaced");
        String one = "/apis/one.example.com/v1/namespaces/default/pods";
        String two = "/apis/two.example.com/v1/namespaces/default/pods";
        assertEquals(201, api.post(one, object("one.example.com", "Pod", "a")).status());
        assertEquals(404, api.get(two + "/a").status());
        assertEquals(404, api.get("/api/v1/namespaces/default/pods/a").status());
        assertEquals(400, api.post(two, object("one.example.com", "Pod", "a")).status());
        assertEquals(400, api.post("/api/v1/namespaces/default/pods", object("one.example.com", "Pod", "a")).status());
        assertEquals(0, api.get(two).body().path("items").size());
        assertEquals(0, api.get("/api/v1/pods").body().path("items").size());
        assertEquals(404, api.delete(two + "/a", "").status());
        assertEquals("one.example.com", api.get(one + "/a").text("of"));
    }

    /** CVE-2019-11253: small documents that grow without end, or nest without end. */
    @Test
    void bombs() {
        StringBuilder bomb = new StringBuilder(
                "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append("  a").append(i).append(": &a").append(i).append(" [")
                    .append(String.join(",", java.util.Collections.nCopies(9, before))).append("]\n");
        }
        String maps = "/api/v1/namespaces/default/configmaps";
        assertEquals(400, api.call("POST", maps, bomb.toString(), "content-type", "application/yaml").status());
        assertEquals(400, api.call("PATCH", maps + "/a?fieldManager=me", bomb.toString(), "content-type",
                "application/apply-patch+yaml").status());
        for (char open : new char[]{'[', '{'}) {
            char[] deep = new char[1_000_000];
            Arrays.fill(deep, open);
            String nested = open == '[' ? new String(deep) : "{'a':".repeat(200_000);
            assertEquals(400, api.post(maps, nested).status());
            int status = api.call("POST", maps, nested, "content-type", "application/yaml").status();
            assertTrue(status == 400 || status == 413, // too deep, or too heavy for the heap to find out
                    "status " + status);
            assertEquals(404,
                    api.call("PATCH", maps + "/none", "{}", "content-type", "application/merge-patch+json").status());
            assertEquals(400,
                    api.call("PATCH", maps + "/none", nested, "content-type", "application/merge-patch+json").status());
        }
    }

    /** CVE-2019-1002100: a JSON patch whose operations copy what others have copied. */
    @Test
    void patchesThatGrow() {
        String maps = "/api/v1/namespaces/default/configmaps";
        api.post(maps, "{'metadata':{'name':'a','annotations':{'a':'" + "x".repeat(1000) + "'}}}");
        StringBuilder patch = new StringBuilder("[{'op':'add','path':'/data','value':{}}");
        for (int i = 0; i < 40; i++) {
            patch.append(",{'op':'copy','from':'/metadata','path':'/data/x").append(i)
                    .append("'},{'op':'copy','from':'/data','path':'/metadata/y")
                    .append(i).append("'}");
        }
        int status = api.call("PATCH", maps + "/a", patch + "]", "content-type", "application/json-patch+json")
                .status();
        assertTrue(status == 413 || status == 422, "answered " + status);
        StringBuilder many = new StringBuilder("[{'op':'test','path':'/kind','value':'ConfigMap'}");
        many.append(",{'op':'test','path':'/kind','value':'ConfigMap'}".repeat(10_000));
        assertEquals(413,
                api.call("PATCH", maps + "/a", many + "]", "content-type", "application/json-patch+json").status());
    }

    /** CVE-2023-2727, CVE-2023-2728: what was refused in a container was let in as an ephemeral one. */
    @Test
    void ephemeralContainersAreAdmittedLikeOthers() {
        api.post("/api/v1/namespaces",
                "{'metadata':{'name':'strict','labels':{'pod-security.kubernetes.io/enforce':'baseline'}}}");
        api.post("/api/v1/namespaces/strict/serviceaccounts", "{'metadata':{'name':'default'}}");
        String pods = "/api/v1/namespaces/strict/pods";
        String privileged = "'image':'i','securityContext':{'privileged':true}";
        assertEquals(201,
                api.post(pods, "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}").status());
        assertEquals(403,
                api.post(pods, "{'metadata':{'name':'q'},'spec':{'containers':[{'name':'c'," + privileged + "}]}}")
                        .status());
        Api.Answer bypass = api.call("PATCH", pods + "/p/ephemeralcontainers",
                "{'spec':{'ephemeralContainers':[{'name':'d'," + privileged + "}]}}", "content-type",
                "application/strategic-merge-patch+json");
        assertEquals(403, bypass.status(), bypass.body().toString());
        assertTrue(bypass.text("message").contains("violates PodSecurity"), bypass.text("message"));
    }

    /** A part of an object is no way to the rest of it. */
    @Test
    void subresourcesChangeTheirPartOnly() {
        String pods = "/api/v1/namespaces/default/pods";
        api.post("/api/v1/namespaces/default/serviceaccounts", "{'metadata':{'name':'default'}}");
        api.post(pods, "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}");
        api.merge(pods + "/p/status",
                "{'spec':{'containers':[{'name':'c','image':'other'}],'nodeName':'n'},'status':{'phase':'Running'}}");
        assertEquals("i", api.get(pods + "/p").body().at("/spec/containers/0/image").asString(""));
        assertEquals("", api.get(pods + "/p").text("spec", "nodeName"));
        api.call("PATCH", pods + "/p/ephemeralcontainers",
                "{'spec':{'containers':[{'name':'c','image':'other'}],'ephemeralContainers':[{'name':'d','image':'i'}]}}",
                "content-type", "application/strategic-merge-patch+json");
        assertEquals("i", api.get(pods + "/p").body().at("/spec/containers/0/image").asString(""));
        api.merge(pods + "/p", "{'status':{'phase':'Failed'}}");
        assertEquals("Running", api.get(pods + "/p").text("status", "phase"));
    }

    /** CVE-2019-11250, CVE-2020-8563 and their like: tokens, and what is secret, never come into a log or into a message. */
    @Test
    void secretsAreNotLogged() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        StringBuilder answers = new StringBuilder();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            String secrets = "/api/v1/namespaces/default/secrets";
            for (String body : new String[]{"{'metadata':{'name':'s'},'data':{'k':'aHVzaC1odXNo'}}",
                "{'metadata':{'name':'t'},'data':{'k':'hush-hush!'}}",
                "{'metadata':{'name':'u'},'stringData':{'hush-hush'",
                "{'metadata':{'name':5},'stringData':{'k':'hush-hush'}}"}) {
                HttpResponse answer = api.raw("POST", secrets, body, "content-type", "application/json",
                        "authorization", "Bearer hush-hush");
                answers.append(
                        answer.status() >= 400 ? new String(HttpResponse.body(answer), StandardCharsets.UTF_8) : "");
            }
            api.raw("GET", "/api/v1/pods?watch=true&token=hush-hush", "", "connection", "upgrade", "upgrade",
                    "websocket",
                    "sec-websocket-protocol", "base64url.bearer.authorization.k8s.io.aHVzaC1odXNo");
            api.raw("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "{'spec':{'token':'hush-hush'}}",
                    "content-type", "application/json");
        } finally {
            System.setErr(before);
        }
        String log = said.toString(StandardCharsets.UTF_8);
        assertFalse(log.contains("hush-hush") || log.contains("aHVzaC1odXNo"), log);
        assertFalse(answers.toString().contains("aHVzaC1odXNo"), answers.toString());
    }
}
