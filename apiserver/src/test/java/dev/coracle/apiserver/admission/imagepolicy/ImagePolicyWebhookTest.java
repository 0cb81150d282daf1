package dev.coracle.apiserver.admission.imagepolicy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.access.TestHttps;
import dev.coracle.apiserver.access.TestHttps.Answer;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePolicyWebhookTest {

    private static final String PATH = "/images";
    private static final String POD = "{'metadata':{'name':'p','annotations':{'a.image-policy.k8s.io/ticket':'7','b':'c'}},"
            + "'spec':{'containers':[{'image':'one'}],'initContainers':[{'image':'two'}],"
            + "'ephemeralContainers':[{'image':'three'}]}}";
    private static final Resource PODS = new Resource(
            new ResourceInfo(new GroupVersion("", "v1"), "pods", "pod", "Pod", true, Set.of(), List.of(), List.of(),
                    List.of()),
            Schema.anything(), KindRules.of("", "Pod").build(), Conversion.NONE, new GroupVersion("", "v1"),
            new GroupResource("", "pods"), "/registry/pods/", false);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private volatile String asked = "";
    private TestHttps hook;
    private Path kubeconfig;

    @BeforeEach
    void open() throws IOException {
        hook = new TestHttps();
        kubeconfig = Files.writeString(folder.resolve("hook.yaml"), hook.kubeconfig(PATH, "t"));
    }

    @AfterEach
    void close() {
        hook.close();
    }

    private ImagePolicyWebhook plugin(String more) {
        return new ImagePolicyWebhook(Optional.of(FakeObjects.tree(
                "{'imagePolicy':{'kubeConfigFile':'" + kubeconfig + "','retryBackoff':-1" + more + "}}")), clock);
    }

    private void answers(int status, String answer) {
        hook.page(PATH, question -> {
            asked = question.body();
            return new Answer(status, answer.replace('\'', '"'));
        });
    }

    private void says(String status) {
        answers(200, "{'apiVersion':'imagepolicy.k8s.io/v1alpha1','kind':'ImageReview','status':" + status + "}");
    }

    private static AdmissionRequest pod(Operation operation, String subresource) {
        return new AdmissionRequest(FakeObjects.context(new UserInfo("jane", "", List.of(), Map.of())), operation, PODS,
                subresource, "ns", "p", FakeObjects.tree(POD), Optional.empty(), Json.object(), false);
    }

    private static String refusal(ImagePolicyWebhook plugin) {
        StatusException refused = assertThrows(StatusException.class,
                () -> plugin.validate(pod(Operation.CREATE, "")));
        assertEquals(403, refused.status().code());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void showsItTheImagesAndTheAnnotationsThatAreForIt() {
        says("{'allowed':true}");
        plugin("").validate(pod(Operation.CREATE, ""));
        assertEquals(FakeObjects.tree("{'apiVersion':'imagepolicy.k8s.io/v1alpha1','kind':'ImageReview','metadata':{},"
                + "'spec':{'containers':[{'image':'one'},{'image':'two'}],"
                + "'annotations':{'a.image-policy.k8s.io/ticket':'7'},'namespace':'ns'},'status':{'allowed':false}}"),
                Json.parse(asked.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        plugin("").validate(pod(Operation.UPDATE, "ephemeralcontainers"));
        assertTrue(asked.contains("[{\"image\":\"three\"}]"), asked);
        plugin("").validate(pod(Operation.UPDATE, "status"));
        plugin("").validate(pod(Operation.DELETE, ""));
        assertEquals(2, hook.visits(PATH));
    }

    @Test
    void refusesWhatItRefuses() {
        says("{'allowed':false,'reason':'one is old'}");
        assertEquals("pods \"p\" is forbidden: image policy webhook backend denied one or more images: one is old",
                refusal(plugin("")));
        says("{}");
        assertEquals("pods \"p\" is forbidden: one or more images rejected by webhook backend", refusal(plugin("")));
    }

    @Test
    void anAnswerHoldsForAWhile() {
        ImagePolicyWebhook plugin = plugin(",'allowTTL':50,'denyTTL':10");
        says("{'allowed':true}");
        plugin.validate(pod(Operation.CREATE, ""));
        says("{'allowed':false}");
        clock.advance(Duration.ofSeconds(49));
        assertDoesNotThrow(() -> plugin.validate(pod(Operation.CREATE, "")));
        clock.advance(Duration.ofSeconds(1));
        refusal(plugin);
        says("{'allowed':true}");
        clock.advance(Duration.ofSeconds(9));
        refusal(plugin);
        clock.advance(Duration.ofSeconds(1));
        assertDoesNotThrow(() -> plugin.validate(pod(Operation.CREATE, "")));
        assertEquals(3, hook.visits(PATH));
    }

    @Test
    void noLifeMeansAskingEachTime() {
        ImagePolicyWebhook plugin = plugin(",'allowTTL':-1");
        says("{'allowed':true}");
        plugin.validate(pod(Operation.CREATE, ""));
        plugin.validate(pod(Operation.CREATE, ""));
        assertEquals(2, hook.visits(PATH));
    }

    @Test
    void whatAFailureMeansIsTold() {
        for (int status : List.of(404, 503)) {
            answers(status, "");
            assertTrue(refusal(plugin("")).contains("status " + status));
            assertDoesNotThrow(() -> plugin(",'defaultAllow':true").validate(pod(Operation.CREATE, "")));
        }
        answers(200, "{'kind':'Pod','status':{'allowed':true}}");
        assertTrue(refusal(plugin("")).contains("no ImageReview"));
        hook.close();
        refusal(plugin(""));
    }

    @Test
    void aFailureThatMayPassIsAskedAgain() {
        answers(500, "");
        refusal(plugin(""));
        assertEquals(5, hook.visits(PATH));
    }

    @ParameterizedTest
    @ValueSource(strings = {",'allowTTL':-2", ",'denyTTL':1801", ",'retryBackoff':300001"})
    void numbersHaveBounds(String more) {
        assertThrows(IllegalArgumentException.class, () -> plugin(more));
    }

    @Test
    void itMustKnowWhomToAsk() {
        assertThrows(IllegalArgumentException.class, () -> new ImagePolicyWebhook(Optional.empty(), clock));
        assertThrows(IllegalArgumentException.class, () -> new ImagePolicyWebhook(
                Optional.of(FakeObjects.tree("{'imagePolicy':{'kubeConfigFile':'/nowhere'}}")), clock));
    }
}
