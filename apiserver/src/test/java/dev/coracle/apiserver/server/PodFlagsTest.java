package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.server.flags.ApiServerFlags;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pods the server takes, and what it gives them. */
@Timeout(60)
class PodFlagsTest {

    private static final String SPEC = "{'containers':[{'name':'m','image':'x','securityContext':{'privileged':true}}],'restartPolicy':'Never'}";
    private static final String SELECTED = "'selector':{'matchLabels':{'a':'b'}},";

    private static ApiServerOptions.Pods parsed(String... flags) throws Exception {
        ApiServerFlags all = new ApiServerFlags();
        all.flags().parse(List.of(flags));
        return all.options().access().pods();
    }

    private static Api server(ApiServerOptions.Pods pods) throws IOException, InterruptedException {
        ApiServerOptions base = ApiServerOptions.inMemory();
        Api api = new Api(base.withAccess(base.access().withPods(pods)), SystemClock.instance());
        api.server().awaitReady();
        return api;
    }

    @Test
    void privilegeIsAskedFor() throws Exception {
        assertEquals(new ApiServerOptions.Pods(false, 300, 300), parsed());
        assertEquals(new ApiServerOptions.Pods(true, 5, 6), parsed("--allow-privileged",
                "--default-not-ready-toleration-seconds=5", "--default-unreachable-toleration-seconds=6"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"/api/v1/namespaces/default/pods | SPEC | spec",
        "/api/v1/namespaces/default/podtemplates | | template.spec",
        "/api/v1/namespaces/default/replicationcontrollers | {TEMPLATE} | spec.template.spec",
        "/apis/apps/v1/namespaces/default/deployments | {SELECTED TEMPLATE} | spec.template.spec",
        "/apis/apps/v1/namespaces/default/daemonsets | {SELECTED TEMPLATE} | spec.template.spec",
        "/apis/apps/v1/namespaces/default/replicasets | {SELECTED TEMPLATE} | spec.template.spec",
        "/apis/apps/v1/namespaces/default/statefulsets | {SELECTED TEMPLATE} | spec.template.spec",
        "/apis/batch/v1/namespaces/default/jobs | {TEMPLATE} | spec.template.spec",
        "/apis/batch/v1/namespaces/default/cronjobs | {'schedule':'* * * * *','jobTemplate':{'spec':{TEMPLATE}}} | spec.jobTemplate.spec.template.spec"})
    void noPrivilegeUnlessItIsAllowed(String path, String spec, String where) throws Exception {
        String template = "'template':{'metadata':{'labels':{'a':'b'}},'spec':" + SPEC + "}";
        String body = "{'metadata':{'name':'a'}," + (spec == null
                ? template
                : "'spec':" + spec.replace("SPEC", SPEC).replace("SELECTED", SELECTED).replace("TEMPLATE", template))
                + "}";
        try (Api api = server(new ApiServerOptions.Pods(false, 300, 300))) {
            Api.Answer answer = api.call("POST", path, body, "content-type", "application/json");
            assertEquals(422, answer.status(), answer.text("message"));
            assertTrue(answer.text("message").contains(
                    where + ".containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy"),
                    answer.text("message"));
        }
    }

    @Test
    void noPrivilegeByTheBackDoor() throws Exception {
        String pods = "/api/v1/namespaces/default/pods";
        try (Api api = server(new ApiServerOptions.Pods(false, 300, 300))) {
            assertEquals(201, api.call("POST", pods, "{'metadata':{'name':'p'},'spec':"
                    + SPEC.replace("true", "false") + "}", "content-type", "application/json").status());
            Api.Answer answer = api.call("PATCH", pods + "/p/ephemeralcontainers",
                    "{'spec':{'ephemeralContainers':[{'name':'e','image':'x','securityContext':{'privileged':true}}]}}",
                    "content-type", "application/strategic-merge-patch+json");
            assertEquals("Pod \"p\" is invalid: spec.ephemeralContainers[0].securityContext.privileged: Forbidden: "
                    + "disallowed by cluster policy", answer.text("message"));
        }
    }

    @Test
    void podsStayAsLongAsTheFlagsSay() throws Exception {
        try (Api api = server(new ApiServerOptions.Pods(true, 5, 6))) {
            Api.Answer made = api.call("POST", "/api/v1/namespaces/default/pods",
                    "{'metadata':{'name':'p'},'spec':" + SPEC + "}", "content-type", "application/json");
            assertEquals(201, made.status(), made.text("message"));
            assertEquals(
                    "[{\"effect\":\"NoExecute\",\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"tolerationSeconds\":5},"
                            + "{\"effect\":\"NoExecute\",\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\",\"tolerationSeconds\":6}]",
                    made.text("spec", "tolerations"));
        }
    }
}
