package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.clock.ManualClock;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Policies as a client meets them; {@code PoliciesTest} has the expressions. */
@Timeout(30)
class AdmissionPoliciesTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String MAPS = "/api/v1/namespaces/p/configmaps";
    private static final String CONFIG_MAPS = "'matchConstraints':{'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],"
            + "'operations':['CREATE'],'resources':['configmaps']}]}";

    private Api api;

    @BeforeEach
    void start() throws IOException {
        api = new Api(new ManualClock(Instant.parse("2026-01-01T00:00:00Z")));
        api.post("/api/v1/namespaces", "{'metadata':{'name':'p'}}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void policy(String kind, String name, String spec) {
        Api.Answer made = api.post(GROUP + kind + "admissionpolicies", "{'metadata':{'name':'" + name + "'},'spec':{"
                + CONFIG_MAPS + "," + spec + "}}");
        assertEquals(201, made.status(), made.body().toString());
    }

    private void bind(String kind, String name, String spec) {
        Api.Answer made = api.post(GROUP + kind + "admissionpolicybindings", "{'metadata':{'name':'" + name
                + "'},'spec':{'policyName':'" + name + "'" + spec + "}}");
        assertEquals(201, made.status(), made.body().toString());
    }

    private Api.Answer map(String name) {
        return api.post(MAPS, "{'metadata':{'name':'" + name + "'},'data':{'a':'1'}}");
    }

    private static String label(String key, String expression) {
        return "'reinvocationPolicy':'IfNeeded','mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':"
                + "{'expression':'Object{metadata: Object.metadata{labels: {\\\"" + key + "\\\": " + expression
                + "}}}'}}]";
    }

    @Test
    void aMutatingPolicyChangesWhatItIsBoundTo() {
        policy("mutating", "mark", label("mark", "\\\"x\\\""));
        assertEquals("", map("before").text("metadata", "labels", "mark"));
        bind("mutating", "mark", "");
        assertEquals("x", map("after").text("metadata", "labels", "mark"));
    }

    @Test
    void aPolicyIsAskedAgainWhenOneAfterItHasChangedTheObject() {
        policy("mutating", "a", label("seen", "string(has(object.metadata.labels))"));
        policy("mutating", "b", label("late", "\\\"x\\\""));
        bind("mutating", "a", "");
        bind("mutating", "b", "");
        Api.Answer made = map("m");
        assertEquals("true", made.text("metadata", "labels", "seen"));
        assertEquals("x", made.text("metadata", "labels", "late"));
    }

    @Test
    void whatCannotBeChangedIsRefusedUnlessFailureIsIgnored() {
        String wrong = "'mutations':[{'patchType':'JSONPatch','jsonPatch':{'expression':"
                + "'[JSONPatch{op: \\\"remove\\\", path: \\\"/data/none\\\"}]'}}],'reinvocationPolicy':'Never','failurePolicy':";
        policy("mutating", "soft", wrong + "'Ignore'");
        bind("mutating", "soft", "");
        assertEquals(201, map("m").status());
        policy("mutating", "hard", wrong + "'Fail'");
        bind("mutating", "hard", "");
        Api.Answer refused = map("n");
        assertEquals(403, refused.status());
        assertEquals("Invalid", refused.text("reason"));
        assertEquals("policy 'hard' with binding 'hard' denied request: ", refused.text("message").substring(0, 50));
    }

    @Test
    void parametersAreFoundByNameOrRefused() {
        policy("validating", "limit", "'paramKind':{'apiVersion':'v1','kind':'Secret'},'validations':[{'expression':"
                + "'object.metadata.name.size() <= int(params.metadata.annotations.max)'}]");
        bind("validating", "limit", ",'validationActions':['Deny'],'paramRef':{'name':'limits',"
                + "'parameterNotFoundAction':'Deny'}");
        assertEquals(422, map("m").status(), "no parameters yet: Invalid, as kube-apiserver has it");
        api.post("/api/v1/namespaces/p/secrets", "{'metadata':{'name':'limits','annotations':{'max':'5'}}}");
        Api.Answer fits = map("short");
        assertEquals(201, fits.status(), fits.body().toString());
        Api.Answer answer = map("long-name");
        assertEquals(422, answer.status(), answer.body().toString());
    }
}
