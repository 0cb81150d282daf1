package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Whoever admits sees connections too: their object is the options of the request. */
@Timeout(60)
class ConnectAdmissionTest {

    private static final String POD = "/api/v1/namespaces/default/pods/p";

    private final List<ObjectNode> asked = new CopyOnWriteArrayList<>();
    private Api api;
    private TestWebhook webhook;

    @BeforeEach
    void start() throws Exception {
        webhook = new TestWebhook(question -> {
            asked.add(question);
            ObjectNode response = Json.object().put("allowed", false);
            response.putObject("status").put("message", "not today").put("code", 403);
            return TestWebhook.review(question, response);
        });
        api = new Api(SystemClock.instance());
        api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
        api.post("/api/v1/namespaces/default/pods",
                "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}");
        Api.Answer made = api.post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
                """
                        {'metadata':{'name':'c'},'webhooks':[{'name':'c.example.com','sideEffects':'None','admissionReviewVersions':['v1'],
                         'clientConfig':{'url':'%s','caBundle':'%s'},'rules':[{'operations':['CONNECT'],'apiGroups':[''],'apiVersions':['v1'],
                         'resources':['pods/exec','pods/attach','pods/portforward','pods/proxy']}]}]}"""
                        .formatted(webhook.url(), webhook.bundle()));
        assertEquals(201, made.status(), made.body().toString());
    }

    @AfterEach
    void stop() {
        api.close();
        webhook.close();
    }

    private ObjectNode refused(String method, String target) {
        Api.Answer answer = api.call(method, target, "", "connection", "upgrade", "upgrade", "SPDY/3.1");
        assertEquals(403, answer.status(), answer.body().toString());
        assertTrue(answer.text("message").contains("denied the request: not today"), answer.body().toString());
        ObjectNode request = Trees.object(asked.getLast(), "request").orElseThrow();
        assertEquals("CONNECT", Trees.string(request, "operation"));
        assertEquals("p", Trees.string(request, "name"));
        assertEquals("pods", Trees.string(request, "resource", "resource"));
        return request;
    }

    @Test
    void commandsAreSeen() {
        ObjectNode exec = refused("POST",
                POD + "/exec?command=sh&command=-c&stdin=true&stdout=1&tty=false&container=c");
        assertEquals(Json.parse(("{\"kind\":\"PodExecOptions\",\"apiVersion\":\"v1\",\"stdin\":true,\"stdout\":true,"
                + "\"container\":\"c\",\"command\":[\"sh\",\"-c\"]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Trees.object(exec, "object").orElseThrow());
        assertEquals("exec", Trees.string(exec, "subResource"));
        assertEquals("PodExecOptions", Trees.string(exec, "kind", "kind"));
        assertEquals("PodAttachOptions",
                Trees.string(refused("GET", POD + "/attach?stdout=1"), "object", "kind"));
    }

    @Test
    void portsAndPathsAreSeen() {
        ObjectNode ports = refused("POST", POD + "/portforward?ports=80&ports=8080");
        assertEquals("[80,8080]", Trees.at(ports, "object", "ports").orElseThrow().toString());
        assertEquals("/a/b", Trees.string(refused("PUT", POD + "/proxy/a/b"), "object", "path"));
    }

    @Test
    void nobodyIsAskedAboutLogs() {
        assertEquals(200, api.get(POD + "/log").status());
        assertTrue(asked.isEmpty());
    }
}
