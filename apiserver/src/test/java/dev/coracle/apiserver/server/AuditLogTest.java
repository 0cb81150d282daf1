package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.audit.backend.AuditSettings;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.webhook.TestWebhook;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What stands in the audit log after a request, under several policies. */
@Timeout(60)
class AuditLogTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;
    @SuppressWarnings("NullAway.Init")
    private Api api;

    private void start(String rules, AuditSettings.Mode mode) throws IOException {
        start(rules, mode, folder.resolve("audit.log"));
    }

    private void start(String rules, AuditSettings.Mode mode, Path log) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"),
                "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n" + rules);
        AuditSettings.Sending sending = new AuditSettings.Sending(mode, 10, 1, Duration.ZERO, false, 0, 0, false, 0, 0);
        ApiServerOptions options = ApiServerOptions.inMemory().withOperation(
                ApiServerOptions.Operation.DEFAULT.withAudit(new AuditSettings(Optional.of(policy), Optional.of(
                        new AuditSettings.Log(log.toString(), false, 0, 0, 0, false, sending)),
                        Optional.empty())));
        api = new Api(options, SystemClock.instance());
        api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private List<ObjectNode> events(Predicate<ObjectNode> wanted) throws IOException {
        return Files.readAllLines(folder.resolve("audit.log")).stream()
                .map(line -> Json.parseObject(line.getBytes(StandardCharsets.UTF_8))).filter(wanted).toList();
    }

    private List<ObjectNode> of(String verb, String path) throws IOException {
        return events(e -> Trees.string(e, "verb").equals(verb) && Trees.string(e, "requestURI").startsWith(path));
    }

    private static List<String> stages(List<ObjectNode> events) {
        return events.stream().map(e -> Trees.string(e, "stage")).toList();
    }

    @Test
    void everythingOfAWriteIsLogged() throws IOException {
        start("- level: RequestResponse", AuditSettings.Mode.BLOCKING);
        HttpResponse response = api.raw("POST", MAPS + "?fieldManager=me", "{'metadata':{'name':'m'},'data':{'a':'b'}}",
                "content-type", "application/json", "audit-id", "mine", "x-forwarded-for", "10.0.0.9, evil");
        assertTrue(response.headers().contains(new HttpResponse.Header("Audit-Id", "mine")));
        List<ObjectNode> events = of("create", MAPS);
        assertEquals(List.of("RequestReceived", "ResponseComplete"), stages(events));
        ObjectNode last = events.getLast();
        assertEquals(Json.parse("""
                {"resource":"configmaps","namespace":"default","name":"m","apiVersion":"v1"}"""
                .getBytes(StandardCharsets.UTF_8)), last.get("objectRef"));
        assertEquals("mine", Trees.string(last, "auditID"));
        assertEquals(List.of("10.0.0.9", "127.0.0.1"), Trees.strings(last, "sourceIPs"));
        assertEquals("test/1", Trees.string(last, "userAgent"));
        assertEquals("b", Trees.string(last, "requestObject", "data", "a"));
        assertFalse(Trees.string(last, "responseObject", "metadata", "uid").isEmpty());
        assertTrue(Trees.at(last, "responseObject", "metadata", "managedFields").isPresent());
        assertEquals("{\"metadata\":{},\"code\":201}", Json.text(Trees.object(last, "responseStatus").orElseThrow()));
        assertEquals("allow", Trees.string(last, "annotations", "authorization.k8s.io/decision"));
    }

    @Test
    void aRefusalIsLoggedWithItsStatus() throws IOException {
        start("- level: Metadata", AuditSettings.Mode.BLOCKING);
        api.get(MAPS + "/none");
        ObjectNode last = of("get", MAPS).getLast();
        assertEquals("NotFound", Trees.string(last, "responseStatus", "reason"));
        assertEquals(Optional.of(404L), Trees.integer(last, "responseStatus", "code"));
        assertFalse(last.has("responseObject"));
    }

    @Test
    void secretsAreLoggedOnlyIfThePolicySaysSoAndTokensNever() throws IOException {
        start("""
                - {level: Metadata, resources: [{resources: [secrets]}]}
                - {level: RequestResponse, omitManagedFields: true}
                """, AuditSettings.Mode.BLOCKING);
        api.post("/api/v1/namespaces/default/secrets", "{'metadata':{'name':'s'},'stringData':{'k':'hush'}}");
        api.post("/apis/authentication.k8s.io/v1/tokenreviews",
                "{'kind':'TokenReview','apiVersion':'authentication.k8s.io/v1','spec':{'token':'to-be-reviewed'}}");
        String log = Files.readString(folder.resolve("audit.log"));
        assertFalse(log.contains("hush"));
        assertFalse(log.contains("to-be-reviewed"));
        assertFalse(log.contains("managedFields"));
        assertTrue(log.contains("\"kind\":\"TokenReview\""), "the rest is there");
    }

    @Test
    void aWatchHasAMiddle() throws Exception {
        start("- level: Metadata", AuditSettings.Mode.BLOCKING);
        ByteStream watch = api.watch(MAPS + "?watch=true");
        assertEquals(List.of("RequestReceived", "ResponseStarted"), stages(of("watch", MAPS)));
        watch.close();
        watch.close();
        Await.until(() -> of("watch", MAPS).size() >= 3);
        assertEquals(List.of("RequestReceived", "ResponseStarted", "ResponseComplete"), stages(of("watch", MAPS)));
    }

    @Test
    void whoSpeaksForWhomIsLogged() throws IOException {
        start("- {level: Metadata, omitStages: [RequestReceived]}", AuditSettings.Mode.BLOCKING);
        api.call("GET", MAPS, "", "impersonate-user", "bob");
        List<ObjectNode> events = of("list", MAPS);
        assertEquals(List.of("ResponseComplete"), stages(events));
        assertEquals("bob", Trees.string(events.getFirst(), "impersonatedUser", "username"));
        assertEquals("impersonate:user-info",
                Trees.string(events.getFirst(), "authenticationMetadata", "impersonationConstraint"));
    }

    @Test
    void whatNoRuleIsAboutIsNotLogged() throws IOException {
        start("- {level: Metadata, resources: [{resources: [pods]}]}", AuditSettings.Mode.BLOCKING);
        api.get(MAPS);
        api.get("/version");
        assertEquals("", Files.readString(folder.resolve("audit.log")));
    }

    @Test
    void strictModeRefusesWhatCannotBeLogged() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "needs a disk that is always full");
        start("- level: Metadata", AuditSettings.Mode.BLOCKING_STRICT, full);
        Api.Answer answer = api.get(MAPS);
        assertEquals(500, answer.status());
        assertEquals("Internal error occurred: failed to store audit event", answer.text("message"));
    }

    @Test
    void admissionTellsWhatItDid() throws IOException {
        start("- level: Request", AuditSettings.Mode.BLOCKING);
        String patch = Base64.getEncoder().encodeToString(
                "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"x\":\"y\"}}]".getBytes(StandardCharsets.UTF_8));
        try (TestWebhook webhook = new TestWebhook(question -> TestWebhook.review(question, Json.object()
                .put("allowed", true).put("patchType", "JSONPatch").put("patch", patch)
                .set("auditAnnotations", Json.object().put("why", "because"))))) {
            assertEquals(201, api.post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
                    "{'metadata':{'name':'c'},'webhooks':[{'name':'h.example.com','sideEffects':'None',"
                            + "'admissionReviewVersions':['v1'],'clientConfig':{'url':'" + webhook.url()
                            + "','caBundle':'" + webhook.bundle()
                            + "'},'rules':[{'apiGroups':[''],'apiVersions':['v1'],'operations':['CREATE'],"
                            + "'resources':['configmaps']}]}]}")
                    .status());
            assertEquals(201, api.post(MAPS, "{'metadata':{'name':'m'}}").status());
        }
        ObjectNode annotations = Trees.object(of("create", MAPS).getLast(), "annotations").orElseThrow();
        assertEquals("{\"configuration\":\"c\",\"webhook\":\"h.example.com\",\"mutated\":true}",
                Trees.string(annotations, "mutation.webhook.admission.k8s.io/round_0_index_0"));
        assertEquals("{\"configuration\":\"c\",\"webhook\":\"h.example.com\",\"patch\":[{\"op\":\"add\","
                + "\"path\":\"/data\",\"value\":{\"x\":\"y\"}}],\"patchType\":\"JSONPatch\"}",
                Trees.string(annotations, "patch.webhook.admission.k8s.io/round_0_index_0"));
        assertEquals("because", Trees.string(annotations, "h.example.com/why"));
    }

    @Test
    void podSecurityTellsWhatItThinks() throws IOException {
        start("- level: Metadata", AuditSettings.Mode.BLOCKING);
        api.post("/api/v1/namespaces", "{'metadata':{'name':'ns','labels':{"
                + "'pod-security.kubernetes.io/audit':'restricted','pod-security.kubernetes.io/enforce':'baseline'}}}");
        assertEquals(201, api.post("/api/v1/namespaces/ns/pods",
                "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}").status());
        ObjectNode annotations = Trees.object(of("create", "/api/v1/namespaces/ns/pods").getLast(), "annotations")
                .orElseThrow();
        assertEquals("baseline:latest", Trees.string(annotations, "pod-security.kubernetes.io/enforce-policy"));
        assertTrue(Trees.string(annotations, "pod-security.kubernetes.io/audit-violations")
                .startsWith("would violate PodSecurity \"restricted:latest\": "));
    }
}
