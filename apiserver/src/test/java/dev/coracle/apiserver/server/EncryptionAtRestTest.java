package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store holds of a secret, and what clients see of it. */
@Timeout(60)
class EncryptionAtRestTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** A store that outlives the servers on it. */
    private final KeyValuePort store = EmbeddedStore.inMemory(SystemClock.instance());

    private Path file(String name, String providers) throws IOException {
        return Files.writeString(folder.resolve(name), "apiVersion: apiserver.config.k8s.io/v1\n"
                + "kind: EncryptionConfiguration\nresources:\n- {resources: [secrets], providers: [" + providers
                + "]}");
    }

    private static String key(String kind, String name, char each) {
        return "{" + kind + ": {keys: [{name: " + name + ", secret: '" + Base64.getEncoder().encodeToString(
                String.valueOf(each).repeat(32).getBytes(StandardCharsets.US_ASCII)) + "'}]}}";
    }

    private Api server(Path file, boolean follow, dev.coracle.base.clock.Clock clock) throws IOException {
        return new Api(ApiServerOptions.inMemory().withOperation(ApiServerOptions.Operation.DEFAULT
                .withEncryption(new ApiServerOptions.Encryption(file, follow))), new Borrowed(store), clock);
    }

    private String stored(String name) {
        return new String(store.get("/registry/secrets/default/" + name).value().orElseThrow().value(),
                StandardCharsets.ISO_8859_1);
    }

    @Test
    void onlyTheStoreSeesTheCiphertext() throws IOException {
        try (Api api = server(file("a.yaml", key("aesgcm", "k1", 'a')), false, SystemClock.instance())) {
            api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
            ByteStream watch = api.watch(SECRETS + "?watch=true");
            watch.start(() -> {});
            assertEquals(201, api.post(SECRETS, "{'metadata':{'name':'s'},'stringData':{'k':'v'}}").status());
            assertEquals("dg==", api.get(SECRETS + "/s").text("data", "k"));
            assertEquals(409, api.post(SECRETS, "{'metadata':{'name':'s'}}").status());
            assertEquals(200, api.merge(SECRETS + "/s", "{'stringData':{'k2':'v'}}").status());
            assertEquals("dg==", api.get(SECRETS).body().path("items").path(0).path("data").path("k2").asString());
            assertEquals("s", Api.drain(watch).getFirst().path("object").path("metadata").path("name").asString());
            assertTrue(stored("s").startsWith("k8s:enc:aesgcm:v1:k1:"));
            assertFalse(stored("s").contains("dg=="));
            assertEquals(201, api.post("/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'m'}}").status());
            assertEquals('{', store.get("/registry/configmaps/default/m").value().orElseThrow().value()[0]);
        }
    }

    @Test
    void anUpdateThatChangesNothingWritesUnderTheNewKey() throws IOException {
        try (Api api = new Api(ApiServerOptions.inMemory(), new Borrowed(store), SystemClock.instance())) {
            api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
            api.post(SECRETS, "{'metadata':{'name':'s'}}");
        }
        assertEquals('{', stored("s").charAt(0));
        Path second = file("b.yaml", key("secretbox", "k2", 'b') + ", {identity: {}}");
        try (Api api = server(second, false, SystemClock.instance())) {
            Api.Answer before = api.get(SECRETS + "/s");
            Api.Answer after = api.put(SECRETS + "/s", before.body().toString());
            assertTrue(stored("s").startsWith("k8s:enc:secretbox:v1:k2:"));
            assertNotEquals(before.text("metadata", "resourceVersion"), after.text("metadata", "resourceVersion"));
            assertEquals(after.text("metadata", "resourceVersion"),
                    api.put(SECRETS + "/s", after.body().toString()).text("metadata", "resourceVersion"));
        }
    }

    @Test
    void aServerWithoutTheKeyDoesNotStart() throws IOException {
        try (Api api = server(file("a.yaml", key("aescbc", "k1", 'a')), false, SystemClock.instance())) {
            api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
            api.post(SECRETS, "{'metadata':{'name':'s'}}");
        }
        StoreException bare = assertThrows(StoreException.class,
                () -> new Api(ApiServerOptions.inMemory(), new Borrowed(store), SystemClock.instance()).close());
        assertTrue(String.valueOf(bare.getMessage()).contains("--encryption-provider-config"), bare.getMessage());
        Path other = file("b.yaml", key("aescbc", "k2", 'a'));
        StoreException wrong = assertThrows(StoreException.class,
                () -> server(other, false, SystemClock.instance()).close());
        assertEquals("unable to transform key \"/registry/secrets/default/s\": no matching prefix found",
                wrong.getMessage());
    }

    @Test
    void aChangedFileCountsWhenItIsFollowed() throws Exception {
        ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
        Path file = file("a.yaml", key("aesgcm", "k1", 'a'));
        try (Api api = server(file, true, clock)) {
            api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
            api.post(SECRETS, "{'metadata':{'name':'s'}}");
            file("a.yaml", key("aesgcm", "k2", 'b') + ", " + key("aesgcm", "k1", 'a'));
            AtomicInteger number = new AtomicInteger();
            Await.until(() -> {
                clock.advance(Duration.ofSeconds(1));
                String name = "t" + number.incrementAndGet();
                assertEquals(201, api.post(SECRETS, "{'metadata':{'name':'" + name + "'}}").status());
                return stored(name).startsWith("k8s:enc:aesgcm:v1:k2:");
            });
            assertEquals(200, api.get(SECRETS + "/s").status());
        }
    }
}
