package dev.coracle.apiserver.audit.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule decides, and what is no policy. */
class PolicyFileTest {

    private static final UserInfo ANN = new UserInfo("ann", "", List.of("dev", "system:authenticated"), Map.of());

    private static AuditPolicy policy(String yaml) throws IOException {
        return PolicyFile.parse(("apiVersion: audit.k8s.io/v1\nkind: Policy\n" + yaml)
                .getBytes(StandardCharsets.UTF_8));
    }

    private static RequestInfo resource(String verb, String group, String namespace, String resource, String name) {
        int slash = resource.indexOf('/');
        return new RequestInfo(true, verb, "", group, "v1", namespace,
                slash < 0 ? resource : resource.substring(0, slash), slash < 0 ? "" : resource.substring(slash + 1),
                name, "");
    }

    private static Level level(AuditPolicy policy, RequestInfo request) {
        return policy.decide(Optional.of(ANN), request).level();
    }

    @ParameterizedTest
    @CsvSource({"pods,pods,true", "pods,pods/log,false", "pods/log,pods/log,true", "pods/log,pods,false",
        "pods/*,pods/log,true", "pods/*,pods,true", "*/scale,deployments/scale,true", "*/scale,deployments,false",
        "*,pods/log,true", "*,nodes,true"})
    void resourcesMayBePatterns(String rule, String asked, boolean matches) throws IOException {
        AuditPolicy policy = policy("rules: [{level: Metadata, resources: [{group: '*', resources: ['" + rule
                + "']}]}]");
        assertEquals(matches ? Level.METADATA : Level.NONE, level(policy, resource("get", "x", "ns", asked, "n")));
    }

    @Test
    void theFirstRuleDecides() throws IOException {
        AuditPolicy policy = policy("""
                rules:
                - {level: None, users: [system:kube-proxy]}
                - {level: None, userGroups: [robots], verbs: [get]}
                - {level: Request, resources: [{group: "", resources: [secrets], resourceNames: [top]}]}
                - {level: Metadata, resources: [{group: "", resources: [secrets]}]}
                - {level: None, namespaces: [kube-system]}
                - {level: None, nonResourceURLs: [/healthz*, /version]}
                - {level: RequestResponse, userGroups: [dev]}
                """);
        assertEquals(Level.REQUEST, level(policy, resource("get", "", "ns", "secrets", "top")));
        assertEquals(Level.METADATA, level(policy, resource("get", "", "ns", "secrets", "other")));
        assertEquals(Level.NONE, level(policy, resource("get", "", "kube-system", "pods", "p")));
        assertEquals(Level.REQUEST_RESPONSE, level(policy, resource("list", "", "", "nodes", "")));
        assertEquals(Level.NONE, level(policy, RequestInfo.nonResource("get", "/healthz/etcd")));
        assertEquals(Level.NONE, level(policy, RequestInfo.nonResource("get", "/version")));
        assertEquals(Level.REQUEST_RESPONSE, level(policy, RequestInfo.nonResource("get", "/version/more")));
        assertEquals(Level.NONE, policy.decide(Optional.empty(), RequestInfo.nonResource("get", "/x")).level());
        UserInfo robot = new UserInfo("r", "", List.of("robots", "dev"), Map.of());
        assertEquals(Level.NONE, policy.decide(Optional.of(robot), RequestInfo.nonResource("get", "/x")).level());
        assertEquals(Level.REQUEST_RESPONSE,
                policy.decide(Optional.of(robot), RequestInfo.nonResource("post", "/x")).level());
    }

    @Test
    void stagesAddUpAndManagedFieldsAreOverridden() throws IOException {
        AuditPolicy policy = policy("""
                omitStages: [RequestReceived]
                omitManagedFields: true
                rules:
                - {level: Metadata, verbs: [get], omitStages: [Panic], omitManagedFields: false}
                - {level: Metadata}
                """);
        Decision get = policy.decide(Optional.of(ANN), RequestInfo.nonResource("get", "/"));
        assertEquals(Set.of(Stage.REQUEST_RECEIVED, Stage.PANIC), get.omitted());
        assertFalse(get.omitManagedFields());
        Decision put = policy.decide(Optional.of(ANN), RequestInfo.nonResource("put", "/"));
        assertEquals(Set.of(Stage.REQUEST_RECEIVED), put.omitted());
        assertTrue(put.omitManagedFields());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rules: [] | loaded illegal policy with 0 rules",
        "rules: [{users: [a]}] | rules[0].level: Required value",
        "rules: [{level: Some}] | rules[0].level: Unsupported value: \"Some\"",
        "rules: [{level: None, user: [a]}] | unknown field \"rules[0].user\"",
        "rules: [{level: None, nonResourceURLs: [healthz]}] | must begin with a '/' character",
        "rules: [{level: None, nonResourceURLs: ['/a*b']}] | must be the final character",
        "rules: [{level: None, nonResourceURLs: ['/a'], namespaces: [x]}] | cannot apply to both",
        "rules: [{level: None, resources: [{resourceNames: [x]}]}] | using resourceNames requires at least one resource",
        "rules: [{level: None, resources: [{group: apps/v1}]}] | rules[0].resources[0].group: Invalid value",
        "rules: [{level: None, omitStages: [Never]}] | allowed stages are"})
    void aMistakeIsNamed(String yaml, String why) {
        IOException e = assertThrows(IOException.class, () -> policy(yaml));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }
}
