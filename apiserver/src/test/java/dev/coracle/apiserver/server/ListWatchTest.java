package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(30)
class ListWatchTest {

    private static final String MAPS = "/api/v1/namespaces/l/configmaps";
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private Api api;

    @BeforeEach
    void start() throws IOException {
        api = new Api(clock);
        api.post("/api/v1/namespaces", "{'metadata':{'name':'l'}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String make(String name, String color) {
        return api.post(MAPS, "{'metadata':{'name':'" + name + "','labels':{'color':'" + color + "'}}}")
                .text("metadata", "resourceVersion");
    }

    /** Events as TYPE name, waiting until there are {@code count}. */
    private static List<String> next(ByteStream watch, Semaphore woken, int count) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            for (ObjectNode event : Api.drain(watch)) {
                seen.add(event.path("type").asString() + " "
                        + event.path("object").path("metadata").path("name").asString(""));
            }
            if (seen.size() >= count) {
                return seen;
            }
            woken.acquire();
        }
    }

    /** What it still says before it ends. A permit may be left of what has been seen already. */
    private static String untilItEnds(ByteStream watch, Semaphore woken) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (watch.drain(out::write, 1 << 16) != ByteStream.Next.END) {
            woken.acquire();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Semaphore started(ByteStream watch) {
        Semaphore woken = new Semaphore(0);
        watch.start(woken::release);
        return woken;
    }

    @Test
    void pagesShowOneMomentWhateverHappensBetween() {
        for (int i = 0; i < 5; i++) {
            make("m" + i, "red");
        }
        Api.Answer first = api.get(MAPS + "?limit=2");
        assertEquals("3", first.text("metadata", "remainingItemCount"));
        api.delete(MAPS + "/m3", "");
        make("m9", "red");
        Api.Answer rest = api.get(MAPS + "?limit=9&continue=" + first.text("metadata", "continue"));
        List<String> names = new ArrayList<>();
        rest.body().path("items").forEach(item -> names.add(item.path("metadata").path("name").asString()));
        assertEquals(List.of("m2", "m3", "m4"), names);
        assertEquals(first.text("metadata", "resourceVersion"), rest.text("metadata", "resourceVersion"));
        assertEquals(400, api.get(MAPS + "?continue=bogus").status());
    }

    @Test
    void versionsMeanWhatTheyAskFor() {
        String before = make("a", "red");
        make("b", "red");
        assertEquals(1, api.get(MAPS + "?resourceVersion=" + before + "&resourceVersionMatch=Exact").body()
                .path("items").size());
        assertEquals(2, api.get(MAPS + "?resourceVersion=" + before + "&resourceVersionMatch=NotOlderThan").body()
                .path("items").size());
        assertEquals(422, api.get(MAPS + "?resourceVersion=0&resourceVersionMatch=Exact").status());
        assertEquals(422, api.get(MAPS + "?resourceVersionMatch=NotOlderThan").status());
        assertEquals(400, api.get(MAPS + "?resourceVersion=abc").status());
        Api.Answer future = api.get(MAPS + "?resourceVersion=999999");
        assertEquals(504, future.status());
        assertEquals("1", future.text("details", "retryAfterSeconds"));
    }

    @Test
    void selectorsSelect() {
        make("a", "red");
        make("b", "blue");
        assertEquals(1, api.get(MAPS + "?labelSelector=color%3Dred").body().path("items").size());
        assertEquals(1, api.get(MAPS + "?fieldSelector=metadata.name%3Db").body().path("items").size());
        assertEquals(400, api.get(MAPS + "?fieldSelector=spec.x%3Db").status());
    }

    @Test
    void watchesResumeAndSeeTransitionsAsComingAndGoing() throws InterruptedException {
        String from = make("a", "red");
        make("b", "blue");
        api.merge(MAPS + "/b", "{'metadata':{'labels':{'color':'red'}}}");
        ByteStream watch = api.watch(MAPS + "?watch=1&labelSelector=color%3Dred&resourceVersion=" + from);
        Semaphore woken = started(watch);
        assertEquals(List.of("ADDED b"), next(watch, woken, 1));
        api.merge(MAPS + "/b", "{'data':{'x':'y'}}");
        api.merge(MAPS + "/a", "{'metadata':{'labels':{'color':'blue'}}}");
        api.delete(MAPS + "/b", "");
        assertEquals(List.of("MODIFIED b", "DELETED a", "DELETED b"), next(watch, woken, 3));
        watch.close();
        assertEquals(ByteStream.Next.END, watch.drain((array, offset, length) -> {}, 100));
    }

    @Test
    void deletionsCarryTheLastStateAtTheirOwnVersion() throws InterruptedException {
        String made = make("a", "red");
        ByteStream watch = api.watch(MAPS + "?watch=1&resourceVersion=" + made);
        Semaphore woken = started(watch);
        api.delete(MAPS + "/a", "");
        List<ObjectNode> events = new ArrayList<>();
        while (events.isEmpty()) {
            woken.acquire();
            events.addAll(Api.drain(watch));
        }
        ObjectNode metadata = (ObjectNode) events.getFirst().path("object").path("metadata");
        assertEquals("red", metadata.path("labels").path("color").asString());
        assertTrue(Long.parseLong(metadata.path("resourceVersion").asString()) > Long.parseLong(made));
    }

    @Test
    void initialEventsEndWithABookmark() throws InterruptedException {
        make("a", "red");
        ByteStream watch = api.watch(MAPS
                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        started(watch);
        List<ObjectNode> events = Api.drain(watch);
        assertEquals(2, events.size());
        assertEquals("BOOKMARK", events.get(1).path("type").asString());
        assertEquals("true", events.get(1).path("object").path("metadata").path("annotations")
                .path("k8s.io/initial-events-end").asString());
        assertEquals(422, api.get(MAPS + "?watch=1&sendInitialEvents=true").status());
        watch.close();
    }

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String FROM_THE_START = "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true";

    private List<ObjectNode> tables(String target) {
        HttpResponse.Stream stream = (HttpResponse.Stream) api.raw("GET", target, "", "accept", TABLE);
        started(stream.body());
        List<ObjectNode> tables = Api.drain(stream.body()).stream().map(event -> (ObjectNode) event.path("object"))
                .toList();
        stream.body().close();
        return tables;
    }

    /** Watched as tables, objects are as if each had been read as a table, but that only the first names the columns. */
    @Test
    void columnsComeOnce() {
        make("a", "red");
        make("b", "red");
        List<ObjectNode> tables = tables(MAPS + FROM_THE_START);
        assertEquals(3, tables.size());
        assertEquals(api.call("GET", MAPS + "/a", "", "accept", TABLE).body(), tables.get(0));
        ObjectNode second = (ObjectNode) api.call("GET", MAPS + "/b", "", "accept", TABLE).body();
        assertEquals(second.putNull("columnDefinitions"), tables.get(1));
        assertTrue(tables.get(2).path("columnDefinitions").isNull());
        JsonNode end = tables.get(2).path("rows").path(0);
        assertEquals("PartialObjectMetadata", end.path("object").path("kind").asString());
        assertEquals("true", end.at("/object/metadata/annotations/k8s.io~1initial-events-end").asString());
        assertEquals(3, end.path("cells").size());
    }

    /** What comes later comes from a cache that watchers share, whether or not it is the first that they get. */
    @Test
    void columnsComeOnceToEachWatcher() {
        String made = make("a", "red");
        make("b", "red");
        make("c", "red");
        for (int watcher = 0; watcher < 2; watcher++) {
            assertEquals(List.of(3, 0), tables(MAPS + "?watch=1&resourceVersion=" + made).stream()
                    .map(table -> table.path("columnDefinitions").size()).toList());
        }
    }

    /** Columns are asked about an object that has nothing but a version. */
    @Test
    void everyKindHasATableForBookmarks() {
        for (Resource resource : api.resources()) {
            if (resource.info().verbs().contains("watch")) {
                GroupVersion version = resource.info().groupVersion();
                List<ObjectNode> tables = tables((version.group().isEmpty() ? "/api/" : "/apis/") + version + "/"
                        + resource.info().resource() + FROM_THE_START);
                JsonNode end = tables.getLast().path("rows").path(0).path("cells");
                assertEquals(tables.getFirst().path("columnDefinitions").size(), end.size(), resource.toString());
            }
        }
    }

    @Test
    void bookmarksComeWithTimeAndTheEndIsAnnounced() throws InterruptedException {
        String made = make("a", "red");
        ByteStream watch = api
                .watch(MAPS + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion=" + made);
        Semaphore woken = started(watch);
        assertEquals(List.of(), Api.drain(watch));
        clock.advance(Duration.ofSeconds(60));
        assertEquals(List.of("BOOKMARK "), next(watch, woken, 1));
        clock.advance(Duration.ofSeconds(28));
        assertEquals(List.of("BOOKMARK "), next(watch, woken, 1));
        clock.advance(Duration.ofSeconds(2));
        assertEquals("", untilItEnds(watch, woken));
        watch.close();
    }

    @Test
    void aWatchTooShortForABookmarkEndsWithoutOne() throws InterruptedException {
        String made = make("a", "red");
        ByteStream watch = api
                .watch(MAPS + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=2&resourceVersion=" + made);
        Semaphore woken = started(watch);
        clock.advance(Duration.ofSeconds(2));
        assertEquals("", untilItEnds(watch, woken));
        watch.close();
    }

    @Test
    void aForgottenPastIsGone() {
        make("a", "red");
        Api.Answer gone = api.get("/api/v1/events?watch=1&resourceVersion=0");
        assertEquals(200, gone.status());
        Api.Answer tooOld = api.get(MAPS + "?watch=1&resourceVersion=-5");
        assertEquals(400, tooOld.status());
    }

    @Test
    void tablesAndMetadata() {
        make("a", "red");
        Api.Answer table = api.call("GET", MAPS, "", "accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertEquals("Table", table.text("kind"));
        assertEquals("a", table.body().path("rows").path(0).path("cells").path(0).asString());
        Api.Answer partial = api.call("GET", MAPS + "/a", "", "accept",
                "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        assertEquals("PartialObjectMetadata", partial.text("kind"));
    }
}
