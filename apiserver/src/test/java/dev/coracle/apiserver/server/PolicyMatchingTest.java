package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What policies of both kinds match, what they are given, and in which words they refuse. */
@Timeout(30)
class PolicyMatchingTest {

    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String SCALERS = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";

    private Api api = new Api(SystemClock.instance());

    PolicyMatchingTest() throws IOException {}

    @BeforeEach
    void namespace() {
        api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    private void created(String path, String body) {
        Api.Answer answer = api.post(path, body);
        assertEquals(201, answer.status(), answer.body().toString());
    }

    private static String rules(String group, String version, String resource) {
        return "'matchConstraints':{'resourceRules':[{'apiGroups':['" + group + "'],'apiVersions':['" + version
                + "'],'operations':['CREATE','UPDATE'],'resources':['" + resource + "']}]}";
    }

    /** @param expression without quotes of its own, but for backquotes */
    private static String apply(String expression) {
        return "{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':'"
                + expression.replace("`", "\\\"") + "'}}";
    }

    private static String jsonPatch(String expression) {
        return "{'patchType':'JSONPatch','jsonPatch':{'expression':'" + expression.replace("`", "\\\"") + "'}}";
    }

    /** @param spec without a reinvocation policy for {@code Never} */
    private void mutating(String name, String spec) {
        String again = spec.contains("'reinvocationPolicy'") ? "" : ",'reinvocationPolicy':'Never'";
        created(ADMISSION + "mutatingadmissionpolicies",
                "{'metadata':{'name':'" + name + "'},'spec':{" + spec + again + "}}");
    }

    private void bind(String kind, String name, String policy, String more) {
        created(ADMISSION + kind + "admissionpolicybindings",
                "{'metadata':{'name':'" + name + "'},'spec':{'policyName':'" + policy + "'" + more + "}}");
    }

    private static String deployment(String name) {
        return "{'metadata':{'name':'" + name + "'},'spec':{'replicas':1,'selector':{'matchLabels':{'a':'b'}},"
                + "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}";
    }

    private static String map(String name) {
        return "{'metadata':{'name':'" + name + "'},'data':{'n':'0'}}";
    }

    @Test
    void mutatesAndFillsInDefaults() {
        mutating("p", rules("apps", "v1", "deployments") + ",'variables':[{'name':'more','expression':"
                + "'object.spec.replicas + 1'}],'mutations':[" + apply("Object{spec: Object.spec{replicas: "
                        + "variables.more, template: Object.spec.template{spec: Object.spec.template.spec{containers: "
                        + "[Object.spec.template.spec.containers{name: `side`, image: `s`}]}}}}")
                + ","
                + jsonPatch("[JSONPatch{op: `add`, path: `/metadata/annotations`, value: {`pull`: "
                        + "object.spec.template.spec.containers[1].imagePullPolicy}}]")
                + "]");
        assertEquals("1", api.post(DEPLOYMENTS, deployment("unbound")).text("spec", "replicas"));
        bind("mutating", "b", "p", "");
        Api.Answer made = api.post(DEPLOYMENTS, deployment("d"));
        assertEquals("2", made.text("spec", "replicas"));
        assertEquals("Always", made.text("metadata", "annotations", "pull"), "what was added has its defaults");
        assertEquals("0", api.post(MAPS, map("m")).text("data", "n"), "no rule is about it");
    }

    @Test
    void refusesInUpstreamsWords() {
        mutating("p", rules("", "v1", "configmaps") + ",'mutations':["
                + apply("Object{data: Object.data{n: object.data.nope}}") + "]");
        bind("mutating", "b", "p", "");
        Api.Answer refused = api.post(MAPS, map("m"));
        assertEquals(403, refused.status());
        assertEquals("Invalid", refused.text("reason"));
        assertEquals("policy 'p' with binding 'b' denied request: expression 'Object{data: Object.data{n: "
                + "object.data.nope}}' resulted in error: no such key: nope", refused.text("message"));
        api.merge(ADMISSION + "mutatingadmissionpolicies/p", "{'spec':{'failurePolicy':'Ignore'}}");
        assertEquals(201, api.post(MAPS, map("m")).status());
    }

    @Test
    void asksAgainWhoeverWishesIt() {
        String count = "[JSONPatch{op: `replace`, path: `/data/n`, value: string(int(object.data.n) + 1)}]";
        mutating("a-again", rules("", "v1", "configmaps") + ",'reinvocationPolicy':'IfNeeded','mutations':["
                + jsonPatch(count) + "]");
        mutating("b-once", rules("", "v1", "configmaps") + ",'mutations':[" + jsonPatch(count) + "]");
        bind("mutating", "a", "a-again", "");
        assertEquals("1", api.post(MAPS, map("alone")).text("data", "n"), "its own change is no reason");
        bind("mutating", "b", "b-once", "");
        assertEquals("3", api.post(MAPS, map("both")).text("data", "n"));
    }

    @Test
    void takesParametersByNameAndSelector() {
        mutating("p", rules("", "v1", "configmaps") + ",'paramKind':{'apiVersion':'v1','kind':'Secret'},"
                + "'matchConditions':[{'name':'c','expression':'object.metadata.name != `skip`'}],".replace("`", "\\\"")
                + "'mutations':[" + jsonPatch("[JSONPatch{op: `add`, path: `/data/` + params.metadata.name, value: "
                        + "params.metadata.labels[`v`]}]")
                + "]");
        bind("mutating", "b", "p", ",'paramRef':{'selector':{'matchLabels':{'for':'p'}},"
                + "'parameterNotFoundAction':'Deny'}");
        assertEquals("policy 'p' with binding 'b' denied request: failed to configure binding: no params found for "
                + "policy binding with `Deny` parameterNotFoundAction", api.post(MAPS, map("m")).text("message"));
        for (String name : new String[]{"x", "y"}) {
            created("/api/v1/namespaces/default/secrets",
                    "{'metadata':{'name':'" + name + "','labels':{'for':'p','v':'" + name + name + "'}}}");
        }
        Api.Answer made = api.post(MAPS, map("m"));
        assertEquals("xx", made.text("data", "x"));
        assertEquals("yy", made.text("data", "y"));
        assertEquals("", api.post(MAPS, map("skip")).text("data", "x"));
    }

    @Test
    void matchesOtherVersionsOfTheSameObjects() {
        mutating("p", rules("autoscaling", "v2", "horizontalpodautoscalers") + ",'mutations':["
                + apply("Object{spec: Object.spec{maxReplicas: size(object.spec.metrics) + 6}}") + "]");
        bind("mutating", "b", "p", "");
        String scaler = "{'metadata':{'name':'h'},'spec':{'maxReplicas':3,'targetCPUUtilizationPercentage':50,"
                + "'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'apps/v1'}}}";
        assertEquals("7", api.post(SCALERS, scaler).text("spec", "maxReplicas"));
        api.merge(ADMISSION + "mutatingadmissionpolicies/p", "{'spec':{'matchConstraints':{'matchPolicy':'Exact'}}}");
        assertEquals("3", api.post(SCALERS, scaler.replace("'h'", "'i'")).text("spec", "maxReplicas"));
    }

    @Test
    void policiesAreNotAskedAboutPolicies() {
        mutating("p", rules("*", "*", "*") + ",'mutations':[" + apply("Object{metadata: Object.metadata{labels: "
                + "{`seen`: `yes`}}}") + "]");
        bind("mutating", "b", "p", "");
        assertEquals("yes", api.post(MAPS, map("m")).text("metadata", "labels", "seen"));
        bind("mutating", "other", "p", "");
        assertEquals("", api.get(ADMISSION + "mutatingadmissionpolicybindings/other").text("metadata", "labels",
                "seen"));
    }

    @Test
    void customKindsAreParameters() throws InterruptedException {
        String policy = "{'metadata':{'name':'v'},'spec':{" + rules("", "v1", "configmaps")
                + ",'paramKind':{'apiVersion':'example.com/v1','kind':'Limit'},'validations':[{'expression':"
                + "'int(object.data.n) < params.spec.max','reason':'Forbidden','message':'too many'}]}}";
        created(ADMISSION + "validatingadmissionpolicies", policy);
        bind("validating", "b", "v",
                ",'validationActions':['Deny'],'paramRef':{'name':'l','parameterNotFoundAction':'Allow'}");
        assertEquals("configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'v' denied request: failed to configure "
                + "policy: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limit'",
                api.post(MAPS, map("m")).text("message"));
        created("/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "{'metadata':{'name':'limits.example.com'},'spec':{'group':'example.com','scope':'Namespaced','names':"
                        + "{'plural':'limits','kind':'Limit'},'versions':[{'name':'v1','served':true,'storage':true,"
                        + "'schema':{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object',"
                        + "'properties':{'max':{'type':'integer'}}}}}}}]}}");
        String limits = "/apis/example.com/v1/namespaces/default/limits";
        Await.until(() -> api.get(limits).status() == 200);
        assertEquals(201, api.post(MAPS, map("m")).status(), "nothing to evaluate it with");
        created(limits, "{'apiVersion':'example.com/v1','kind':'Limit','metadata':{'name':'l'},'spec':{'max':0}}");
        Api.Answer refused = api.post(MAPS, map("n"));
        assertEquals(403, refused.status());
        assertEquals("configmaps \"n\" is forbidden: ValidatingAdmissionPolicy 'v' with binding 'b' denied request: "
                + "too many", refused.text("message"));
    }

    @Test
    void expressionsThatDoNotCompileAreNotStored() {
        String policies = ADMISSION + "validatingadmissionpolicies";
        Api.Answer refused = api.post(policies, "{'metadata':{'name':'v'},'spec':{" + rules("", "v1", "configmaps")
                + ",'validations':[{'expression':'params.a'},{'expression':'1 + 1'}]}}");
        assertEquals(422, refused.status());
        assertEquals("ValidatingAdmissionPolicy.admissionregistration.k8s.io \"v\" is invalid: "
                + "[spec.validations[0].expression: Invalid value: \"params.a\": compilation failed: ERROR: <input>:1:1: "
                + "undeclared reference to 'params' (in container '')\n | params.a\n | ^, "
                + "spec.validations[1].expression: Invalid value: \"1 + 1\": must evaluate to bool but got int]",
                refused.text("message"));
        Api.Answer undeclared = api.post(ADMISSION + "mutatingadmissionpolicies", "{'metadata':{'name':'u'},'spec':{"
                + rules("", "v1", "configmaps") + ",'variables':[{'name':'a','expression':'1'}],'mutations':["
                + jsonPatch("[JSONPatch{op: `add`, path: `/x`, value: variables.a}]") + ","
                + apply("Object{data: {`x`: variables.q}}") + "],'reinvocationPolicy':'Never'}}");
        assertTrue(undeclared.text("message").contains("invalid: spec.mutations[1].applyConfiguration.expression: "),
                undeclared.text("message"));
        assertTrue(undeclared.text("message").contains("undefined field 'q'"), undeclared.text("message"));
        Api.Answer webhook = api.post(ADMISSION + "mutatingwebhookconfigurations",
                "{'metadata':{'name':'w'},'webhooks':[{'name':'a.b.c','sideEffects':'None','admissionReviewVersions':"
                        + "['v1'],'clientConfig':{'url':'https://h/'},'matchConditions':[{'name':'c','expression':"
                        + "'... [] bad'}]}]}");
        assertEquals(422, webhook.status());
        assertTrue(webhook.text("message").contains("compilation failed: ERROR: <input>:1:2: Syntax error: "),
                webhook.text("message"));
        assertEquals(422, api.post(ADMISSION + "mutatingadmissionpolicies", "{'metadata':{'name':'m'},'spec':{"
                + rules("", "v1", "configmaps") + ",'mutations':[{'patchType':'JSONPatch'}]}}").status());
    }

    @Test
    void typesAreCheckedInTheStatus() throws InterruptedException {
        String policies = ADMISSION + "validatingadmissionpolicies";
        created(policies, "{'metadata':{'name':'v'},'spec':{" + rules("apps", "v1", "deployments")
                + ",'validations':[{'expression':'object.spec.replicas > 1'}]}}");
        awaitObserved(policies + "/v", 1);
        assertEquals("{}", api.get(policies + "/v").text("status", "typeChecking"));
        api.merge(policies + "/v", "{'spec':{'validations':[{'expression':'object.spec.none > 1'}]}}");
        awaitObserved(policies + "/v", 2);
        assertEquals("spec.validations[0].expression", api.get(policies + "/v").body().path("status")
                .path("typeChecking").path("expressionWarnings").path(0).path("fieldRef").asString(""));
    }

    private void awaitObserved(String policy, int generation) throws InterruptedException {
        Await.until(() -> api.get(policy).body().path("status").path("observedGeneration").asInt(0) == generation);
    }
}
