package dev.coracle.controllermanager.garbage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.controller.Result;
import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.Transport;
import dev.coracle.controllermanager.garbage.OwnershipGraph.Item;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An owner that orphans is let go only when nothing names it any more, whatever comes between. */
class GarbageCollectorTest {

    private static final ResourceInfo MAPS = new ResourceInfo(new GroupVersion("", "v1"), "configmaps", "configmap",
            "ConfigMap", true, Set.of("list", "watch", "delete"), List.of(), List.of(), List.of());

    /** Config maps of one namespace, in memory; others write to them when the test says so. */
    private static final class Server implements Transport {
        final Map<String, ObjectNode> objects = new LinkedHashMap<>();
        final List<String> patched = new ArrayList<>();
        int conflicts;
        /** Whether there are config maps. */
        boolean maps = true;

        ObjectNode put(String json) {
            ObjectNode object = Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            objects.put(object.path("metadata").path("name").stringValue(), object);
            return object;
        }

        @Override
        public Response send(Request request) {
            String path = request.path().split("\\?", 2)[0];
            if (path.equals("/api/v1") && !maps) {
                return new Answer(200, "{'resources':[]}");
            }
            if (path.equals("/api/v1")) {
                return new Answer(200,
                        "{'resources':[{'name':'configmaps','singularName':'configmap','kind':'ConfigMap',"
                                + "'namespaced':true,'verbs':['list','watch','delete']}]}");
            }
            if (path.equals("/apis")) {
                return new Answer(200, "{'groups':[]}");
            }
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.equals("configmaps")) {
                return new Answer(200, "{'metadata':{'resourceVersion':'9'},'items':[" + objects.values().stream()
                        .map(Json::text).collect(Collectors.joining(",")) + "]}");
            }
            ObjectNode object = objects.get(name);
            if (object == null) {
                return new Answer(404, "{'code':404,'reason':'NotFound'}");
            }
            return switch (request.method()) {
                case "PATCH" -> patch(name, object, request);
                case "DELETE" -> new Answer(200, Json.text(Objects.requireNonNull(objects.remove(name))));
                default -> new Answer(200, Json.text(object));
            };
        }

        private Response patch(String name, ObjectNode object, Request request) {
            if (!name.equals("owner") && conflicts > 0) {
                conflicts--;
                return new Answer(409, "{'code':409,'reason':'Conflict'}");
            }
            patched.add(name);
            for (Map.Entry<String, JsonNode> field : Json.parse(request.body()).path("metadata").properties()) {
                if (field.getValue().isNull()) {
                    object.withObject("metadata").remove(field.getKey());
                } else {
                    object.withObject("metadata").set(field.getKey(), field.getValue());
                }
            }
            return new Answer(200, Json.text(object));
        }

        @Override
        public void close() {}
    }

    private record Answer(int status, String text) implements Transport.Response {
        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {}
    }

    private final Server server = new Server();
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final OwnershipGraph graph = new OwnershipGraph();
    private final WorkQueue queue = new WorkQueue("garbage", clock);
    private final ApiClient client = new ApiClient(server, clock, "test");
    private final ServedResources served = new ServedResources(client);
    private final GarbageCollector collector = new GarbageCollector(client, graph, served, queue);

    @BeforeEach
    void discover() {
        served.refresh();
    }

    private void owner() {
        graph.put(Item.of(MAPS,
                server.put("{'metadata':{'name':'owner','namespace':'n','uid':'u-owner','resourceVersion':"
                        + "'5','deletionTimestamp':'2026-01-01T00:00:00Z','finalizers':['orphan']}}")));
    }

    private ObjectNode dependent() {
        return server.put("{'metadata':{'name':'dependent','namespace':'n','uid':'u-dependent','resourceVersion':'4',"
                + "'ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap','name':'owner','uid':'u-owner'}]}}");
    }

    private boolean owned() {
        return Objects.requireNonNull(server.objects.get("dependent")).path("metadata").has("ownerReferences");
    }

    /** Somebody writes the dependent's status between the collector's look and its patch. */
    @Test
    void aLostRaceIsRunAgain() {
        owner();
        graph.put(Item.of(MAPS, dependent()));
        server.conflicts = 1;
        assertEquals(Result.done(), collector.reconcile("u-owner"));
        assertEquals(List.of("dependent", "owner"), server.patched);
        assertTrue(!owned());
    }

    /** Somebody writes it again and again: then the owner waits. */
    @Test
    void theOwnerWaitsForRacesToEnd() {
        owner();
        graph.put(Item.of(MAPS, dependent()));
        server.conflicts = 1000;
        assertTrue(collector.reconcile("u-owner") instanceof Result.RequeueAfter);
        assertEquals(List.of(), server.patched);
        server.conflicts = 0;
        assertEquals(Result.done(), collector.reconcile("u-owner"));
        assertEquals(List.of("dependent", "owner"), server.patched);
    }

    /** The owner comes and goes before the graph begins to hear of its kind. */
    @Test
    void anOwnerThatNobodyHasHeardOfIsAskedForUntilItIsSeenOrGone() {
        owner();
        graph.remove("u-owner");
        graph.put(Item.of(MAPS, dependent()));
        assertTrue(collector.reconcile("u-dependent") instanceof Result.RequeueAfter);
        server.objects.remove("owner");
        assertEquals(Result.done(), collector.reconcile("u-dependent"));
        assertEquals(Set.of(), server.objects.keySet());
    }

    /** The owner goes before anybody knows that there are objects of its kind. */
    @Test
    void whenAKindComesItsDependentsAreLookedAtAgain() {
        server.maps = false;
        served.refresh();
        graph.put(Item.of(MAPS, dependent()));
        assertEquals(Result.done(), collector.reconcile("u-dependent"), "it may be there");
        server.maps = true;
        collector.kindsCame(served.refresh().come());
        assertEquals(1, queue.size());
        assertEquals(Result.done(), collector.reconcile("u-dependent"));
        assertEquals(Set.of(), server.objects.keySet());
        collector.kindsCame(served.refresh().come());
        assertEquals(1, queue.size(), "nothing is new");
    }

    /** The owner's deletion is heard of before the dependent, which was made earlier. */
    @Test
    void aDependentThatNobodyHasHeardOfIsReleased() {
        ObjectNode late = dependent();
        owner();
        assertEquals(Result.done(), collector.reconcile("u-owner"));
        assertEquals(List.of("dependent", "owner"), server.patched);
        assertTrue(!owned());
        server.objects.remove("owner");
        graph.remove("u-owner");
        graph.put(Item.of(MAPS, late)); // the watch shows what it is now
        assertEquals(Result.done(), collector.reconcile("u-dependent"));
        assertEquals(Set.of("dependent"), server.objects.keySet());
    }
}
