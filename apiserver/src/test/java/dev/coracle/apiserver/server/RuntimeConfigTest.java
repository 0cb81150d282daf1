package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.server.options.FeatureGates;
import dev.coracle.apiserver.server.options.RuntimeConfig;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuntimeConfigTest {

    @Test
    void whatItLeavesOutIsNotServed() throws Exception {
        ApiServerOptions basis = ApiServerOptions.inMemory();
        RuntimeConfig runtime = RuntimeConfig
                .parse(List.of("batch/v1=false", "apps/v1/daemonsets=false", "example.com/v1"));
        ApiServerOptions.Access access = basis.access();
        try (Api api = new Api(basis.withAccess(new ApiServerOptions.Access(access.authorization(),
                access.enablePlugins(), access.disablePlugins(), Optional.empty(), access.inFlight(), runtime,
                FeatureGates.DEFAULT)),
                SystemClock.instance())) {
            assertEquals(404, api.get("/apis/batch/v1/namespaces/default/jobs").status());
            assertEquals(404, api.get("/apis/batch/v1").status());
            assertEquals(404, api.get("/apis/apps/v1/namespaces/default/daemonsets").status());
            assertEquals(200, api.get("/apis/apps/v1/namespaces/default/deployments").status());
            assertFalse(api.get("/apis").body().toString().contains("\"batch\""));
            assertFalse(api.get("/apis/apps/v1").body().toString().contains("daemonsets"));
            assertEquals(List.of("example.com/v1"), runtime.missing(api.resources()));
        }
        assertThrows(IllegalArgumentException.class, () -> RuntimeConfig.parse(List.of("apps/v1=maybe")));
    }
}
