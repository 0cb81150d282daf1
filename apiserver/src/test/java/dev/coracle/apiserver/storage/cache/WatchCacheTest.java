package dev.coracle.apiserver.storage.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchCacheTest {

    private final EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance());
    private final WatchCache cache = new WatchCache(store, "/registry/", SystemClock.instance());

    @AfterEach
    void stop() {
        cache.close();
        store.close();
    }

    private static Resource maps() {
        ResourceInfo info = Catalogue.builtIn().find(new GroupVersionResource("", "v1", "configmaps")).orElseThrow();
        return new Resource(info, Catalogue.builtIn().schema(info.groupVersionKind()),
                KindRules.of("", "ConfigMap").build(), Conversion.NONE, new GroupVersion("", "v1"),
                new GroupResource("", "configmaps"), "/registry/configmaps/", false);
    }

    private long put(String name, int value) {
        String json = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"n\"},\"data\":{\"v\":\"" + value + "\"}}";
        String key = "/registry/configmaps/n/" + name;
        long expected = store.get(key).value().map(kv -> kv.modRevision()).orElse(0L);
        store.put(key, json.getBytes(StandardCharsets.UTF_8), expected, 0);
        return store.currentRevision();
    }

    @Test
    void loadsWhatIsThereAndFollows() throws InterruptedException {
        put("a", 1);
        ResourceCache maps = cache.register(maps());
        cache.start();
        assertEquals(1, maps.snapshot().list("n").size());
        long revision = put("b", 1);
        assertTrue(cache.await(revision, Duration.ofSeconds(5)));
        CachedObject b = maps.get("n/b").orElseThrow();
        assertEquals(Long.toString(revision), b.tree().path("metadata").path("resourceVersion").asString());
        assertFalse(cache.await(revision + 1, Duration.ofMillis(20)));
    }

    @Test
    void aResourceThatComesLaterIsLoadedToo() throws InterruptedException {
        cache.start();
        long revision = put("a", 1);
        assertTrue(cache.await(revision, Duration.ofSeconds(5)));
        ResourceCache maps = cache.register(maps());
        assertEquals(1, maps.snapshot().list("").size());
        assertTrue(cache.await(put("b", 1), Duration.ofSeconds(5)));
        assertEquals(List.of("a", "b"), maps.snapshot().list("").stream().map(CachedObject::name).toList());
    }

    @Test
    void aReaderTooSlowIsCutOffAndOthersAreNot() throws InterruptedException {
        ResourceCache maps = cache.register(maps());
        cache.start();
        ResourceCache.Subscription slow = maps.subscribe(object -> true);
        ResourceCache.Subscription choosy = maps.subscribe(object -> object.name().equals("never"));
        long last = 0;
        for (int i = 0; i <= Watcher.LIMIT; i++) {
            last = put("a", i);
        }
        assertTrue(cache.await(last, Duration.ofSeconds(20)));
        assertTrue(slow.watcher().ended());
        assertTrue(slow.watcher().overflowed());
        assertFalse(choosy.watcher().ended());
        assertEquals(1, maps.watcherCount() - 1, "the one cut off leaves when its stream closes");
        assertTrue(maps.subscribeAfter(1, object -> true).isEmpty(), "the ring has forgotten the beginning");
        assertTrue(maps.subscribeAfter(last - 10, object -> true).isPresent());
    }
}
