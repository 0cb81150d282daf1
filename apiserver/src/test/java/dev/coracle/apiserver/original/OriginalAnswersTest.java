package dev.coracle.apiserver.original;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.server.ApiServer;
import dev.coracle.apiserver.server.flags.ApiServerFlags;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.FlagException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Asks this API server what a real kube-apiserver 1.36.3 was asked, and holds the answers against the original's: stories of several requests
 * (apply, patches, custom resources, lists, deletion, names, subresources, policies), and objects of every kind with one field spoiled.
 * {@code interop/original/README.md} says how the answers were recorded.
 */
class OriginalAnswersTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String ANSWERS = "kube-apiserver-1.36.3.jsonl.gz";

    /** Steps that get another status here, each with its reason. Go keeps raw objects as bytes, so that one formatted otherwise has changed. */
    private static final Map<String, String> OTHER_STATUS = Map.of(
            "apps/v1/ControllerRevision#0 clean up 0", "422 became 200",
            "resource.k8s.io/v1/ResourceClaim#0 clean up 0", "422 became 200",
            "resource.k8s.io/v1/ResourceClaimTemplate#0 clean up 0", "422 became 200");
    /** The rest are structures of Go's, printed whole within a message, and chance orders. */
    private static final double SAME = 0.99;
    private static final double EXACT = 0.91;

    /** Kinds whose status is written by a loop, of the server or of a controller. */
    private static final Set<String> LOOPED = Set.of("APIService", "FlowSchema", "ValidatingAdmissionPolicy");

    private record Answer(int status, String warning, JsonNode body) {}

    private int same;
    private int exact;
    private final List<String> differences = new ArrayList<>();
    private final Map<String, String> otherStatus = new HashMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void answersAsTheOriginal() throws IOException, GeneralSecurityException, FlagException, InterruptedException {
        List<Recorded> all = Recorded.read(ANSWERS);
        try (ApiServer server = ApiServer.start(options(), SystemClock.instance())) {
            for (Recorded one : all) {
                compare(one, ask(server.handler(), one));
                if (one.method().equals("POST") && one.path().equals(DEFINITIONS) && one.status() == 201) {
                    String name = one.body().path("metadata").path("name").stringValue();
                    Established.await(
                            call(server.handler(), "GET", DEFINITIONS + "?watch=true&fieldSelector=metadata.name="
                                    + name, "", ""));
                }
            }
        }
        String summary = all.size() + " asked, same " + same + ", exact " + exact;
        System.out.println(summary);
        String report = summary + "\n" + String.join("\n", differences);
        Files.writeString(Path.of("target", "original-answers.txt"), report + "\n");
        assertEquals(OTHER_STATUS, otherStatus, report);
        assertTrue(same >= all.size() * SAME, report);
        assertTrue(exact >= all.size() * EXACT, report);
    }

    /** As the recorded server was started. */
    private ApiServerOptions options() throws IOException, GeneralSecurityException, FlagException {
        Path tokens = Files.writeString(folder.resolve("tokens.csv"), "admin-token,admin,admin,system:masters\n");
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        Path key = Files.writeString(folder.resolve("sa.key"), "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(rsa.generateKeyPair().getPrivate()
                        .getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
        ApiServerFlags flags = new ApiServerFlags();
        flags.flags()
                .parse(List.of("--in-memory", "--allow-privileged=true", "--token-auth-file=" + tokens,
                        "--authorization-mode=Node,RBAC",
                        "--service-cluster-ip-range=10.96.0.0/16", "--enable-admission-plugins=NodeRestriction",
                        "--endpoint-reconciler-type=none", "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + key, "--service-account-signing-key-file=" + key));
        return flags.options().withServing(ApiServerOptions.inMemory().serving());
    }

    private static Answer ask(Handler handler, Recorded asked) {
        HttpResponse response = call(handler, asked.method(), asked.path(), asked.contentType(), asked.request());
        return new Answer(response.status(), warning(response), tree(HttpResponse.body(response)));
    }

    private static HttpResponse call(Handler handler, String method, String target, String contentType, String body) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, List<String>> headers = new HashMap<>(Map.of("user-agent", List.of("test/1"), "accept",
                List.of("application/json"), "authorization", List.of("Bearer admin-token")));
        if (!contentType.isEmpty()) {
            headers.put("content-type", List.of(contentType));
        }
        return handler.handle(new HttpRequest(method, path, question < 0 ? "" : target.substring(question + 1), headers,
                body.getBytes(StandardCharsets.UTF_8), List.of(), "127.0.0.1", true));
    }

    private static String warning(HttpResponse response) {
        return response.headers().stream().filter(h -> h.name().equalsIgnoreCase("Warning"))
                .map(HttpResponse.Header::value).collect(Collectors.joining(", "));
    }

    private static JsonNode tree(byte[] body) {
        try {
            return Json.parse(body);
        } catch (JacksonException text) {
            return StringNode.valueOf(new String(body, StandardCharsets.UTF_8));
        }
    }

    private void compare(Recorded want, Answer got) {
        JsonNode wanted = Comparison.normal(steady(want, want.body()), "");
        JsonNode had = Comparison.normal(steady(want, got.body()), "");
        if (want.status() != got.status()) {
            otherStatus.put(want.id(), want.status() + " became " + got.status());
        }
        boolean alike = want.status() == got.status() && want.warning().equals(got.warning());
        boolean wordless = alike && Comparison.wordless(wanted).equals(Comparison.wordless(had));
        same += wordless ? 1 : 0;
        boolean equal = alike && wanted.equals(had);
        exact += equal ? 1 : 0;
        if (!equal) {
            differences.add(want.id() + " " + want.method() + " " + want.path() + ": want " + want.status() + " "
                    + want.warning() + ", got " + got.status() + " " + got.warning());
            Comparison.differences(wanted, had).forEach(line -> differences.add("    " + line));
        }
    }

    /** Without what loops write when they get to it, and without who owns which field, which was recorded of the stories about it only. */
    private static JsonNode steady(Recorded asked, JsonNode body) {
        if (body instanceof ObjectNode object && LOOPED.contains(body.path("kind").asString(""))) {
            object.remove("status");
        }
        if (!asked.id().startsWith("apply") && !asked.id().startsWith("kubectl")
                && body.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(Set.of("managedFields"));
        }
        return body;
    }
}
