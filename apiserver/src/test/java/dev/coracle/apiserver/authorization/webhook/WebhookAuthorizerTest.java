package dev.coracle.apiserver.authorization.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.access.TestHttps;
import dev.coracle.apiserver.access.TestHttps.Answer;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.authorization.Authorizer.Decision;
import dev.coracle.apiserver.authorization.Authorizer.Verdict;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.Selectors;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookAuthorizerTest {

    private static final String PATH = "/authz";
    private static final UserInfo JANE = new UserInfo("jane", "7", List.of("dev"), Map.of("a", List.of("b")));

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    private volatile String asked = "";
    private TestHttps hook;
    private Path file;

    @BeforeEach
    void open() throws Exception {
        hook = new TestHttps();
        file = Files.writeString(folder.resolve("hook.yaml"), hook.kubeconfig(PATH, "t"));
    }

    @AfterEach
    void close() {
        hook.close();
    }

    private void status(String status) {
        hook.page(PATH, question -> {
            asked = question.body();
            return new Answer(200, "{'status':%s}".formatted(status).replace('\'', '"'));
        });
    }

    private static RequestInfo pods(String verb, String namespace) {
        return new RequestInfo(true, verb, "/p", "", "v1", namespace, "pods", "", "", "",
                Selectors.parse("spec.nodeName=n", "app in (a,b),!x"));
    }

    private String config(String more) {
        return """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthorizationConfiguration
                authorizers:
                - type: Webhook
                  name: hook
                  webhook:
                    authorizedTTL: 5m
                    unauthorizedTTL: 30s
                    timeout: 3s
                    subjectAccessReviewVersion: v1
                    matchConditionSubjectAccessReviewVersion: v1
                    failurePolicy: Deny
                    connectionInfo: {type: KubeConfigFile, kubeConfigFile: %s}
                %s
                """.formatted(file, more.indent(4));
    }

    private Authorizer hook(String more) throws IOException {
        AuthorizerSettings settings = AuthorizationConfiguration
                .parse(config(more).getBytes(StandardCharsets.UTF_8)).getFirst();
        return WebhookAuthorizer.of(settings.name(), settings.webhook().orElseThrow(), clock);
    }

    private Authorizer byFlags(String version) throws IOException {
        return WebhookAuthorizer.of("webhook", WebhookSettings.ofFlags(file, version, Duration.ofMinutes(5),
                Duration.ofSeconds(30)), clock);
    }

    @Test
    void itIsAskedAndAnswersHold() throws IOException {
        status("{'allowed':true,'reason':'fine'}");
        Authorizer authorizer = byFlags("v1");
        assertEquals(new Decision(Verdict.ALLOW, "fine"), authorizer.authorize(JANE, pods("list", "ns")));
        assertEquals("{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\",\"metadata\":"
                + "{\"creationTimestamp\":null},\"spec\":{\"user\":\"jane\",\"uid\":\"7\",\"groups\":[\"dev\"],"
                + "\"extra\":{\"a\":[\"b\"]},\"resourceAttributes\":{",
                asked.substring(0, asked
                        .indexOf("resourceAttributes") + 21));
        assertTrue(asked.contains("\"fieldSelector\":{\"requirements\":[{\"key\":\"spec.nodeName\","
                + "\"operator\":\"In\",\"values\":[\"n\"]}]},\"labelSelector\":{\"requirements\":[{\"key\":\"app\","
                + "\"operator\":\"In\",\"values\":[\"a\",\"b\"]},{\"key\":\"x\",\"operator\":\"DoesNotExist\"}]}"),
                asked);
        status("{'allowed':false}");
        assertEquals(Verdict.ALLOW, authorizer.authorize(JANE, pods("list", "ns")).verdict());
        assertEquals(Verdict.NO_OPINION, authorizer.authorize(JANE, pods("get", "ns")).verdict());
        assertEquals(2, hook.visits(PATH));
        clock.advance(Duration.ofSeconds(30));
        authorizer.authorize(JANE, pods("list", "ns"));
        authorizer.authorize(JANE, pods("get", "ns"));
        assertEquals(3, hook.visits(PATH));
        clock.advance(Duration.ofMinutes(5));
        assertEquals(Verdict.NO_OPINION, authorizer.authorize(JANE, pods("list", "ns")).verdict());
    }

    @Test
    void theOlderVersionCallsGroupsGroup() throws IOException {
        status("{'denied':true,'reason':'no'}");
        assertEquals(new Decision(Verdict.DENY, "no"),
                byFlags("v1beta1").authorize(JANE, RequestInfo.nonResource("get", "/metrics")));
        assertTrue(asked.contains("\"group\":[\"dev\"]"), asked);
        assertTrue(asked.contains("\"nonResourceAttributes\":{\"verb\":\"get\",\"path\":\"/metrics\"}"),
                asked);
    }

    @Test
    void failures() throws IOException {
        hook.page(PATH, question -> new Answer(403, ""));
        Decision open = byFlags("v1").authorize(JANE, pods("list", "ns"));
        assertEquals(Verdict.NO_OPINION, open.verdict());
        assertTrue(open.error().contains("status 403"), open.error());
        assertEquals(Verdict.DENY, hook("").authorize(JANE, pods("list", "ns")).verdict());
        assertEquals(500, assertThrows(StatusException.class,
                () -> new Authorization(List.of(byFlags("v1"))).check(JANE, pods("list", "ns"))).status().code());
        Authorizer yes = (user, request) -> new Decision(Verdict.ALLOW, "");
        assertTrue(new Authorization(List.of(byFlags("v1"), yes)).allows(JANE, pods("list", "ns")));
        assertTrue(!new Authorization(List.of(hook(""), yes)).allows(JANE, pods("list", "ns")));
    }

    @Test
    void conditions() throws IOException {
        status("{'denied':true}");
        Authorizer authorizer = hook(
                """
                        matchConditions:
                        - expression: has(request.resourceAttributes)
                        - expression: request.resourceAttributes.namespace == 'prod'
                        - expression: "!('system:admins' in request.groups)"
                        - expression: "request.resourceAttributes.verb != 'list' || request.resourceAttributes.fieldSelector.requirements.exists(r, r.key == 'spec.nodeName')"
                        """);
        assertEquals(Verdict.NO_OPINION, authorizer.authorize(JANE, pods("get", "test")).verdict());
        assertEquals(Verdict.NO_OPINION,
                authorizer.authorize(JANE, RequestInfo.nonResource("get", "/healthz")).verdict());
        assertEquals(0, hook.visits(PATH));
        assertEquals(Verdict.DENY, authorizer.authorize(JANE, pods("list", "prod")).verdict());
        RequestInfo wide = pods("list", "prod").withSelectors(Selectors.NONE);
        Decision failed = authorizer.authorize(JANE, wide);
        assertEquals(Verdict.DENY, failed.verdict());
        assertTrue(!failed.error().isEmpty());
        assertEquals(1, hook.visits(PATH));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"timeout: 3s|timeout: 31s|must be > 0s and <= 30s",
        "timeout: 3s|timeout: soon|timeout", "failurePolicy: Deny|failurePolicy: Maybe|Unsupported value: \"Maybe\"",
        "authorizedTTL: 5m|authorizedTTL: -1s|must be > 0s", "name: hook|name: A b|authorizer name is invalid",
        "subjectAccessReviewVersion: v1|subjectAccessReviewVersion: v2|Unsupported value: \"v2\"",
        "name: hook|name: hook, extra|authorizer name is invalid",
        "type: Webhook|type: ABAC|Unsupported value: \"ABAC\"",
        "type: KubeConfigFile|type: InClusterConfig|Unsupported value: \"InClusterConfig\"",
        "webhook:|webhok:|unknown field"})
    void mistakes(String old, String now, String why) {
        String text = config("").replaceFirst(old, now);
        String message = String.valueOf(assertThrows(IOException.class,
                () -> AuthorizationConfiguration.parse(text.getBytes(StandardCharsets.UTF_8))).getMessage());
        assertTrue(message.contains(why), message);
        for (String expression : List.of("request.usr == ''", "request.user", "request.")) {
            assertThrows(IOException.class, () -> hook("matchConditions: [{expression: \"" + expression + "\"}]"));
        }
    }

    @Test
    void rulesCannotBeTold() throws IOException {
        Authorizer.Rules rules = new Authorization(List.of(byFlags("v1"))).rules(JANE, "ns");
        assertTrue(rules.incomplete());
        assertEquals(List.of("webhook authorizer does not support user rule resolution"), rules.errors());
    }
}
