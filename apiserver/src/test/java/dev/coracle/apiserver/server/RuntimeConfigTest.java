package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.apiserver.registry.BuiltInResources;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.resource.BuiltInKinds;
import dev.coracle.apiserver.resource.Conversions;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.server.options.RuntimeConfig;
import dev.coracle.apiserver.storage.object.Keys;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {

    private static final List<Resource> BUILT_IN = BuiltInResources.all(Catalogue.builtIn(), BuiltInKinds.all(),
            Conversions::of, (resource, custom) -> Keys.prefix("/registry/", resource, custom));

    @Test
    void whatItLeavesOutIsNotServed() throws Exception {
        ApiServerOptions basis = ApiServerOptions.inMemory();
        RuntimeConfig runtime = RuntimeConfig
                .parse(List.of("batch/v1=false", "apps/v1/daemonsets=false", "storage.k8s.io/v1beta1"));
        try (Api api = new Api(basis.withAccess(basis.access().withRuntimeConfig(runtime)),
                SystemClock.instance())) {
            assertEquals(404, api.get("/apis/batch/v1/namespaces/default/jobs").status());
            assertEquals(404, api.get("/apis/batch/v1").status());
            assertEquals(404, api.get("/apis/apps/v1/namespaces/default/daemonsets").status());
            assertEquals(200, api.get("/apis/apps/v1/namespaces/default/deployments").status());
            assertFalse(api.get("/apis").body().toString().contains("\"batch\""));
            assertFalse(api.get("/apis/apps/v1").body().toString().contains("daemonsets"));
            assertEquals(List.of("storage.k8s.io/v1beta1"), runtime.missing(api.resources()));
        }
    }

    @Test
    void refusesWhatThereIsNotInTheOriginalsWords() {
        assertEquals(
                "invalid value of apps/v1: maybe, err: strconv.ParseBool: parsing \"maybe\": invalid syntax",
                refused("apps/v1=maybe"));
        assertEquals("runtime-config invalid key apps", refused("apps=true"));
        assertEquals("runtime-config invalid key apps/v1/deployments/scale", refused("apps/v1/deployments/scale"));
        assertEquals("invalid runtime-config with only api/all=false", refused("api/all=false"));
        assertEquals("unknown api groups foo/v1,api/foo", refused("foo/v1=false", "apps/v1", "api/foo=true"));
        assertEquals("group version apps/v9 that has not been registered", refused("apps/v9=false"));
    }

    @Test
    void takesWhatTheOriginalTakes() {
        RuntimeConfig.parse(List.of("", "v1", "api/v1=true", "api/v1/pods=false", "api/all=false", "api/ga=true",
                "apps/v1beta1=true", "apps/v1/nothing=T", "extensions/v1beta1")).check(BUILT_IN);
    }

    private static String refused(String... pairs) {
        return Objects.requireNonNull(assertThrows(IllegalArgumentException.class,
                () -> RuntimeConfig.parse(List.of(pairs)).check(BUILT_IN)).getMessage());
    }
}
