package dev.coracle.apiserver.storage.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.storage.object.VersionedJson;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AudienceTest {

    private final ResourceCache pods = new ResourceCache(new Resource(
            Catalogue.builtIn().find(new GroupVersionResource("", "v1", "pods")).orElseThrow(),
            Catalogue.builtIn().schema(new GroupVersion("", "v1").kind("Pod")), KindRules.of("", "Pod").build(),
            Conversion.NONE, new GroupVersion("", "v1"), new GroupResource("", "pods"), "/registry/pods/", false),
            new EventRoom(), SystemClock.instance());
    private final Audience audience = new Audience();

    private record OnNode(String node) implements Concern {
        @Override
        public Optional<Fixed> fixed() {
            return Optional.of(new Fixed("spec.nodeName", node));
        }

        @Override
        public boolean test(CachedObject object) {
            return node.equals(object.fields().get("spec.nodeName"));
        }
    }

    private Watcher watcher(Concern concern) {
        Watcher watcher = new Watcher(pods, concern);
        audience.add(watcher);
        return watcher;
    }

    private static CachedObject pod(long revision, String node) {
        return new CachedObject(VersionedJson.without(new byte[0], 0), revision, "n", "p", Map.of(),
                Map.of("spec.nodeName", node));
    }

    private List<Watcher> heard(CacheEvent event) {
        return audience.of(event).stream().flatMap(List::stream).toList();
    }

    @Test
    void onlyThoseWhoseNodeItIsAreAsked() {
        Watcher all = watcher(object -> true);
        Watcher a = watcher(new OnNode("a"));
        watcher(new OnNode("b"));
        assertEquals(List.of(all, a), heard(new CacheEvent(1, pod(1, "a"), Optional.empty(), false)));
        assertEquals(List.of(all), heard(new CacheEvent(1, pod(1, ""), Optional.empty(), false)));
    }

    @Test
    void whoseItWasIsAskedToo() {
        Watcher unbound = watcher(new OnNode(""));
        Watcher a = watcher(new OnNode("a"));
        assertEquals(List.of(a, unbound), heard(new CacheEvent(2, pod(2, "a"), Optional.of(pod(1, "")), false)));
    }

    @Test
    void whoLeavesIsForgotten() {
        Watcher a = watcher(new OnNode("a"));
        Watcher again = watcher(new OnNode("a"));
        Watcher all = watcher(object -> true);
        audience.remove(a);
        audience.remove(a);
        assertEquals(2, audience.size());
        assertEquals(List.of(all, again), heard(new CacheEvent(1, pod(1, "a"), Optional.empty(), false)));
        assertEquals(List.of(all, again), audience.removeAll());
        assertEquals(0, audience.size());
    }
}
