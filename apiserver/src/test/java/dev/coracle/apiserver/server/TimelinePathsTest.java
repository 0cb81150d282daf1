package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The paths under /coracle/v1/, and what a rewind does to an API server. */
class TimelinePathsTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SERVICES = "/api/v1/namespaces/default/services";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));

    private Api api(String engine) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("checkpoints"));
        Api api = new Api(options(engine.equals("disk") ? Optional.of(folder.resolve("data")) : Optional.empty(),
                Optional.empty()), clock);
        api.server().awaitReady();
        return api;
    }

    private ApiServerOptions options(Optional<Path> data, Optional<Path> from) {
        ApiServerOptions base = ApiServerOptions.inMemory();
        ApiServerOptions.Storage storage = base.storage();
        ApiServerOptions.Past past = new ApiServerOptions.Past(Optional.of(folder.resolve("checkpoints")), from,
                Duration.ofHours(1), 1000, OptionalLong.empty());
        return new ApiServerOptions(base.serving(), new ApiServerOptions.Storage(List.of(), data, storage.prefix(),
                storage.etcdTls(), storage.compactInterval(), storage.eventLife(), past), base.authentication(),
                base.serviceAccounts(),
                base.access(), base.network(), base.operation());
    }

    /** A test of what is encrypted: a file with a key, and a server that uses it. */
    private ApiServerOptions encrypted() throws IOException {
        Path file = Files.writeString(folder.resolve("encryption.yaml"), "apiVersion: apiserver.config.k8s.io/v1\n"
                + "kind: EncryptionConfiguration\nresources:\n- {resources: [secrets], providers: [{aesgcm: {keys: "
                + "[{name: k1, secret: '" + "YWFh".repeat(10) + "YWE='}]}}]}");
        return options(Optional.empty(), Optional.empty()).withOperation(ApiServerOptions.Operation.DEFAULT
                .withEncryption(new ApiServerOptions.Encryption(file, false)));
    }

    @Test
    void whatIsEncryptedIsTakenBackAndToldOfInPlain() throws IOException, InterruptedException {
        try (Api api = new Api(encrypted(), clock)) {
            api.server().awaitReady();
            String secrets = "/api/v1/namespaces/default/secrets";
            ok(api.post(secrets, "{'metadata':{'name':'s'},'stringData':{'k':'1'}}"));
            long then = revision(api);
            ok(api.merge(secrets + "/s", "{'stringData':{'k':'2'}}"));
            ByteStream watch = api.watch(secrets + "?watch=true&resourceVersion=" + revision(api));
            ok(api.post("/coracle/v1/rewind", "{'revision':" + then + "}"));
            assertEquals("MQ==", ok(api.get(secrets + "/s")).text("data", "k"));
            assertEquals("ERROR", Api.drain(watch).getFirst().path("type").asString());
            Api.Answer history = ok(api.get(
                    "/coracle/v1/history?version=v1&resource=secrets&namespace=default&name=s"));
            List<String> values = new java.util.ArrayList<>();
            history.body().path("items").forEach(
                    item -> values.add(item.path("object").path("data").path("k").asString()));
            assertEquals(List.of("MQ==", "Mg==", "MQ=="), values);
        }
    }

    private static String map(String name, String value) {
        return "{'metadata':{'name':'" + name + "'},'data':{'k':'" + value + "'}}";
    }

    private static long revision(Api api) {
        return api.get("/coracle/v1/store").body().path("revision").asLong();
    }

    private static Api.Answer ok(Api.Answer answer) {
        assertTrue(answer.status() < 300, () -> answer.status() + " " + answer.body());
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aRewindTakesObjectsWatchesAndPoolsBack(String engine) throws IOException, InterruptedException {
        try (Api api = api(engine)) {
            ok(api.post(MAPS, map("a", "1")));
            ok(api.post(SERVICES, "{'metadata':{'name':'s'},'spec':{'type':'NodePort','clusterIP':'10.96.1.1',"
                    + "'ports':[{'port':80,'nodePort':30100}]}}"));
            long then = revision(api);
            ok(api.merge(MAPS + "/a", "{'data':{'k':'2'}}"));
            ok(api.post(MAPS, map("b", "1")));
            ok(api.delete(SERVICES + "/s", ""));
            ok(api.post(SERVICES, "{'metadata':{'name':'t'},'spec':{'type':'NodePort','clusterIP':'10.96.1.2',"
                    + "'ports':[{'port':80,'nodePort':30101}]}}"));
            long before = revision(api);
            ByteStream watch = api.watch(MAPS + "?watch=true&resourceVersion=" + before);
            assertEquals(List.of(), Api.drain(watch));

            Api.Answer turned = ok(api.post("/coracle/v1/rewind", "{'revision':" + then + "}"));
            assertEquals(then, turned.body().path("to").asLong());
            // The server writes by itself, too.
            assertTrue(turned.body().path("from").asLong() >= before);
            assertEquals(turned.body().path("from").asLong() + 1, turned.body().path("revision").asLong());
            List<ObjectNode> heard = Api.drain(watch);
            assertEquals(1, heard.size(), heard.toString());
            assertEquals("ERROR", heard.getFirst().path("type").asString());
            assertEquals(410, heard.getFirst().path("object").path("code").asInt());

            assertEquals("1", ok(api.get(MAPS + "/a")).text("data", "k"));
            assertEquals(404, api.get(MAPS + "/b").status());
            assertEquals(410, Api.drain(api.watch(MAPS + "?watch=true&resourceVersion=" + before)).getFirst()
                    .path("object").path("code").asInt());
            String past = MAPS + "?resourceVersionMatch=Exact&resourceVersion=";
            assertEquals(Set.of("a", "b"), names(ok(api.get(past + before))), "the past stays readable");
            assertEquals(Set.of("a"), names(ok(api.get(past + then))));

            assertEquals(422, api.post(SERVICES, "{'metadata':{'name':'u'},'spec':{'clusterIP':'10.96.1.1',"
                    + "'ports':[{'port':80}]}}").status(), "taken again");
            assertEquals(422, api.post(SERVICES, "{'metadata':{'name':'u'},'spec':{'type':'NodePort',"
                    + "'ports':[{'port':80,'nodePort':30100}]}}").status(), "taken again");
            ok(api.post(SERVICES, "{'metadata':{'name':'u'},'spec':{'type':'NodePort','clusterIP':'10.96.1.2',"
                    + "'ports':[{'port':80,'nodePort':30101}]}}"));
        }
    }

    private static Set<String> names(Api.Answer list) {
        Set<String> names = new java.util.TreeSet<>();
        list.body().path("items").forEach(item -> names.add(item.path("metadata").path("name").asString()));
        names.remove("kube-root-ca.crt");
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aDefinitionComesAndGoesWithItsObjects(String engine) throws IOException, InterruptedException {
        try (Api api = api(engine)) {
            long none = revision(api);
            ok(api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                    "{'metadata':{'name':'boats.example.com'},'spec':{'group':'example.com','scope':'Namespaced',"
                            + "'names':{'plural':'boats','kind':'Boat'},'versions':[{'name':'v1','served':true,"
                            + "'storage':true,'schema':{'openAPIV3Schema':{'type':'object',"
                            + "'x-kubernetes-preserve-unknown-fields':true}}}]}}"));
            String boats = "/apis/example.com/v1/namespaces/default/boats";
            awaitStatus(api, boats, 200);
            ok(api.post(boats, "{'apiVersion':'example.com/v1','kind':'Boat','metadata':{'name':'small'}}"));
            long there = revision(api);
            ok(api.post("/coracle/v1/rewind", "{'revision':" + none + "}"));
            awaitStatus(api, boats, 404);
            ok(api.post("/coracle/v1/rewind", "{'revision':" + there + "}"));
            awaitStatus(api, boats, 200);
            assertEquals(Set.of("small"), names(ok(api.get(boats))));
        }
    }

    /** What the server derives by itself comes a moment later. */
    private static void awaitStatus(Api api, String path, int status) throws InterruptedException {
        Await.until(() -> api.get(path).status() == status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "disk"})
    void aCheckpointBeginsAnotherClusterAndBringsThisOneBack(String engine) throws IOException, InterruptedException {
        Path saved = folder.resolve("checkpoints/one");
        try (Api api = api(engine)) {
            ok(api.post(MAPS, map("a", "1")));
            long before = revision(api);
            Api.Answer made = ok(api.post("/coracle/v1/checkpoints", "{'folder':'" + saved + "'}"));
            long revision = made.body().path("revision").asLong();
            assertTrue(before <= revision && revision <= revision(api), made.body().toString());
            assertEquals(64, made.text("checksum").length());
            ok(api.merge(MAPS + "/a", "{'data':{'k':'2'}}"));
            try (Api fork = new Api(options(Optional.empty(), Optional.of(saved)), clock)) {
                assertEquals("1", ok(fork.get(MAPS + "/a")).text("data", "k"));
                ok(fork.delete(MAPS + "/a", ""));
            }
            assertEquals("2", ok(api.get(MAPS + "/a")).text("data", "k"));
            ok(api.post("/coracle/v1/restore", "{'folder':'" + saved + "'}"));
            assertEquals("1", ok(api.get(MAPS + "/a")).text("data", "k"));
        }
        try (Api fork = new Api(options(Optional.of(saved), Optional.empty()), clock)) {
            assertEquals("1", ok(fork.get(MAPS + "/a")).text("data", "k"));
        }
    }

    @Test
    void historyTellsAPageAtATime() throws IOException, InterruptedException {
        try (Api api = api("disk")) {
            ok(api.post(MAPS, map("a", "1")));
            clock.advance(Duration.ofSeconds(1));
            ok(api.merge(MAPS + "/a", "{'data':{'k':'2'}}"));
            ok(api.delete(MAPS + "/a", ""));
            String path = "/coracle/v1/history?version=v1&resource=configmaps&namespace=default&name=a&limit=2";
            Api.Answer first = ok(api.get(path));
            assertEquals("1", first.body().path("items").path(0).path("object").path("data").path("k").asString());
            assertEquals("2026-01-01T00:00:01.000000Z", first.body().path("items").path(1).path("time").asString());
            Api.Answer second = ok(api.get(path + "&continue=" + first.text("continue")));
            assertEquals(1, second.body().path("items").size());
            assertEquals("delete", second.body().path("items").path(0).path("type").asString());
            assertEquals("", second.text("continue"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative/one", "/etc/one", "%s/checkpoints/../one", "%s/checkpoints/none/one",
        "%s/checkpoints/out/one", "%s/checkpoints", ""})
    void aFolderElsewhereIsRefused(String name) throws IOException, InterruptedException {
        try (Api api = api("heap")) {
            Files.createSymbolicLink(folder.resolve("checkpoints/out"), folder);
            String path = name.formatted(folder);
            Api.Answer refused = api.post("/coracle/v1/checkpoints", "{'folder':'" + path + "'}");
            assertEquals(400, refused.status(), refused.body().toString());
            assertFalse(refused.text("message").isEmpty());
            assertFalse(Files.exists(folder.resolve("one")));
        }
    }

    @Test
    void whatCannotBeIsSaidInALine() throws IOException, InterruptedException {
        try (Api api = api("heap")) {
            long now = revision(api);
            // The server writes by itself, too, but not so much.
            assertEquals(422, api.post("/coracle/v1/rewind", "{'revision':" + (now + 1_000_000) + "}").status());
            assertEquals(400, api.post("/coracle/v1/rewind", "{}").status());
            assertEquals(400, api.post("/coracle/v1/rewind", "[1]").status());
            assertEquals(400, api.post("/coracle/v1/rewind", "{'time':'yesterday'}").status());
            assertEquals(422, api.post("/coracle/v1/rewind", "{'time':'2020-01-01T00:00:00Z'}").status());
            assertEquals(404, api.get("/coracle/v1/nothing").status());
            assertEquals(404, api.get("/coracle/v1/history?version=v1&resource=none&name=a").status());
            assertEquals(0, api.get("/coracle/v1/store").body().path("rewinds").size(), "nothing has changed");
        }
    }
}
