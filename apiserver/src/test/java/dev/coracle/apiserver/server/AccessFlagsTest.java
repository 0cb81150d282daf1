package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.authorization.webhook.AuthorizerSettings;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFlagsTest {

    private static ApiServerOptions options(String... args) throws Exception {
        ApiServerFlags flags = new ApiServerFlags();
        flags.flags().parse(List.of(args));
        return flags.options();
    }

    @Test
    void whereEverythingIsAllowedNobodyStaysUnnamed() throws Exception {
        assertFalse(options().authentication().anonymous());
        assertTrue(options("--authorization-mode=Node,RBAC").authentication().anonymous());
        assertFalse(options("--authorization-mode=RBAC", "--anonymous-auth=false").authentication().anonymous());
    }

    @Test
    void webhooks() throws Exception {
        AuthorizerSettings hook = options("--authorization-mode=RBAC,Webhook",
                "--authorization-webhook-config-file=/f", "--authorization-webhook-cache-authorized-ttl=1m").access()
                .authorization().chain().getLast();
        assertEquals(Duration.ofMinutes(1), hook.webhook().orElseThrow().authorizedLife());
        assertEquals("v1beta1", hook.webhook().orElseThrow().version());
        assertEquals(Duration.ofMinutes(2), options("--authentication-token-webhook-config-file=/f").authentication()
                .outside().webhook().orElseThrow().cacheLife());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--authorization-mode=Webhook", "--authorization-webhook-config-file=/f",
        "--authorization-config=/f --authorization-mode=RBAC",
        "--authorization-webhook-version=v2 --authorization-mode=Webhook "
                + "--authorization-webhook-config-file=/f",
        "--oidc-issuer-url=https://a", "--oidc-client-id=a", "--authentication-config=/f --oidc-client-id=a",
        "--oidc-issuer-url=https://a --oidc-client-id=a --oidc-required-claim=b",
        "--service-account-max-token-expiration=5m", "--service-account-jwks-uri=http://a"})
    void flagsThatContradict(String line) {
        assertThrows(FlagException.class, () -> options(line.split(" ")));
    }

    @Test
    void serviceAccounts() throws Exception {
        var accounts = options("--service-account-max-token-expiration=2h", "--service-account-lookup=false",
                "--service-account-extend-token-expiration=false").serviceAccounts();
        assertEquals(7200, accounts.policy().maxSeconds());
        assertFalse(accounts.policy().lookup() || accounts.policy().extend());
    }

    @Test
    void runtimeConfigLeavesOut() throws Exception {
        ApiServerOptions basis = ApiServerOptions.inMemory();
        RuntimeConfig runtime = RuntimeConfig
                .parse(List.of("batch/v1=false", "apps/v1/daemonsets=false", "example.com/v1"));
        ApiServerOptions.Access access = basis.access();
        try (Api api = new Api(basis.withAccess(new ApiServerOptions.Access(access.authorization(),
                access.enablePlugins(), access.disablePlugins(), Optional.empty(), 0, 0, true, runtime,
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
