package dev.coracle.apiserver.server.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.authorization.webhook.AuthorizerSettings;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.FlagException;
import java.time.Duration;
import java.util.List;
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
}
