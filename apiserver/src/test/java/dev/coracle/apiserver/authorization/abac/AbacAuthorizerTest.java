package dev.coracle.apiserver.authorization.abac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbacAuthorizerTest {

    private static final String HEAD = "{\"apiVersion\":\"abac.authorization.kubernetes.io/v1beta1\",\"kind\":\"Policy\",\"spec\":";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private AbacAuthorizer authorizer;

    @BeforeEach
    void read() throws IOException {
        authorizer = AbacAuthorizer.read(file("# people", "",
                "{\"user\":\"alice\",\"namespace\":\"*\",\"resource\":\"*\",\"apiGroup\":\"*\"}",
                "{\"user\":\"bob\",\"namespace\":\"sea\",\"resource\":\"pods\",\"readonly\":true}",
                "{\"group\":\"*\",\"nonResourcePath\":\"/healthz*\",\"readonly\":true}",
                "{\"namespace\":\"*\",\"resource\":\"*\",\"apiGroup\":\"*\",\"nonResourcePath\":\"*\"}"));
    }

    private Path file(String... lines) throws IOException {
        List<String> text = List.of(lines).stream().map(line -> line.startsWith("{\"") ? HEAD + line + "}" : line)
                .toList();
        return Files.write(folder.resolve("policies.jsonl"), text);
    }

    private static UserInfo user(String name) {
        return new UserInfo(name, "", name.isEmpty() ? List.of() : List.of("system:authenticated"), Map.of());
    }

    @ParameterizedTest
    @CsvSource({"alice,delete,apps,deployments,any,true", "alice,get,,nodes,'',true", "bob,list,,pods,sea,true",
        "bob,create,,pods,sea,false", "bob,get,,pods,land,false", "bob,get,apps,pods,sea,false",
        "bob,get,,secrets,sea,false", "carol,get,,pods,sea,false"})
    void resources(String who, String verb, String group, String resource, String namespace, boolean allowed) {
        RequestInfo request = new RequestInfo(true, verb, "/", group == null ? "" : group, "v1", namespace, resource,
                "", "", "");
        assertEquals(allowed ? Authorizer.Verdict.ALLOW : Authorizer.Verdict.NO_OPINION,
                authorizer.authorize(user(who), request).verdict());
    }

    @ParameterizedTest
    @CsvSource({"carol,get,/healthz,true", "carol,get,/healthz/etcd,true", "carol,post,/healthz,false",
        "carol,get,/metrics,false", "alice,get,/metrics,false", "'',get,/healthz,false"})
    void paths(String who, String verb, String path, boolean allowed) {
        assertEquals(allowed ? Authorizer.Verdict.ALLOW : Authorizer.Verdict.NO_OPINION,
                authorizer.authorize(user(who), RequestInfo.nonResource(verb, path)).verdict());
    }

    @Test
    void whatSomebodyMayDo() {
        assertEquals(2, authorizer.rules(user("alice"), "sea").rules().size()
                + authorizer.rules(user("bob"), "sea").rules().size());
    }

    @Test
    void aLineThatIsNoPolicy() {
        IOException wrong = assertThrows(IOException.class, () -> AbacAuthorizer.read(file("# one", "{}")));
        String said = String.valueOf(wrong.getMessage());
        assertTrue(said.endsWith("line 2: a Policy of apiVersion abac.authorization.kubernetes.io/v1beta1 is expected"),
                said);
    }
}
