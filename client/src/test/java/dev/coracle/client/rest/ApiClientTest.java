package dev.coracle.client.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.WatchEvent;
import dev.coracle.client.resource.WatchStream;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.JsonNodeFactory;

@Timeout(60)
class ApiClientTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    private ApiClient client(FakeTransport transport) {
        return new ApiClient(transport, clock, "tester/1");
    }

    @Test
    void pathsFollowTheApi() {
        FakeTransport transport = new FakeTransport(r -> FakeTransport.json(200, "{'metadata':{'name':'x'}}"));
        ApiClient client = client(transport);
        client.resources(Pod.class).get("ns", "a b");
        client.resources(Node.class).get("", "n");
        client.resources(Deployment.class).list("", ListOptions.labels("a=b,c").page(5, "tok"));
        client.resources(Deployment.class).patch("ns", "d", PatchType.APPLY, JsonNodeFactory.instance.objectNode(),
                "status");
        assertEquals("/api/v1/namespaces/ns/pods/a%20b", transport.requests.get(0).path());
        assertEquals("/api/v1/nodes/n", transport.requests.get(1).path());
        assertEquals("/apis/apps/v1/deployments?labelSelector=a%3Db%2Cc&continue=tok&limit=5",
                transport.requests.get(2).path());
        assertEquals("/apis/apps/v1/namespaces/ns/deployments/d/status?fieldManager=tester&force=true",
                transport.requests.get(3).path());
        assertEquals("application/apply-patch+yaml", transport.requests.get(3).headers().get("Content-Type"));
    }

    @Test
    void keepsFieldsItDoesNotKnow() {
        FakeTransport transport = new FakeTransport(r -> FakeTransport.json(200,
                "{'kind':'Pod','metadata':{'name':'x','namespace':'n','creationTimestamp':null},"
                        + "'spec':{'containers':null,'novelty':{'a':[1]}}}"));
        Pod pod = client(transport).resources(Pod.class).get("n", "x").orElseThrow();
        assertTrue(pod.getSpec().getContainers().isEmpty());
        client(transport).resources(Pod.class).update(pod);
        String sent = new String(transport.requests.get(1).body(), StandardCharsets.UTF_8);
        assertTrue(sent.contains("\"novelty\":{\"a\":[1]}"), sent);
        Pod copy = Copies.deepCopy(pod);
        assertEquals(pod, copy);
        assertNotSame(pod.getMetadata(), copy.getMetadata());
    }

    @Test
    void refusalsAreExceptions() {
        FakeTransport transport = new FakeTransport(r -> r.method().equals("GET")
                ? FakeTransport.json(404, "{'kind':'Status','reason':'NotFound','code':404}")
                : FakeTransport.json(409, "{'kind':'Status','message':'no','reason':'AlreadyExists','code':409}"));
        assertEquals(Optional.empty(), client(transport).resources(Pod.class).get("n", "x"));
        ApiException e = assertThrows(ApiException.class, () -> client(transport).resources(Pod.class)
                .create(new PodBuilder().withNewMetadata().withName("x").withNamespace("n").endMetadata().build()));
        assertTrue(e.isAlreadyExists());
        assertTrue(!e.isConflict());
        ApiException page = assertThrows(ApiException.class,
                () -> client(new FakeTransport(r -> FakeTransport.json(502, "<html>"))).discovery().serverVersion());
        assertEquals(502, page.code());
    }

    @Test
    void waitsWhenTheServerAsks() throws Exception {
        FakeTransport transport = new FakeTransport(r -> FakeTransport.json(429, "{}", Map.of("Retry-After", "1")));
        Thread call = Thread.ofVirtual().start(() -> assertThrows(ApiException.class,
                () -> client(transport).resources(Pod.class).list("", ListOptions.ALL)));
        clock.advanceUntil(() -> !call.isAlive(), Duration.ofSeconds(1));
        assertEquals(Instant.ofEpochSecond(10), clock.now());
        assertEquals(11, transport.requests.size());
    }

    @Test
    void watchesDecodeEventsAsTheyCome() throws Exception {
        FakeTransport.Feed feed = new FakeTransport.Feed();
        FakeTransport transport = new FakeTransport(r -> feed.response());
        try (WatchStream<Pod> watch = client(transport).resources(Pod.class).watch("n", ListOptions.ALL)) {
            feed.send("{'type':'ADDED','object':{'metadata':{'name':'a','resourceVersion':'5'}}}");
            assertEquals("a", watch.next().orElseThrow().object().getMetadata().getName());
            feed.send("{'object':{'metadata':{'resourceVersion':'6'}},'type':'BOOKMARK'}");
            assertEquals(WatchEvent.Type.BOOKMARK, watch.next().orElseThrow().type());
            feed.send("{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired'}}");
            assertTrue(assertThrows(ApiException.class, watch::next).isGone());
            feed.send("{'type':'ADDED','object':{'meta");
            feed.end();
            assertThrows(UncheckedIOException.class, watch::next);
        }
    }
}
