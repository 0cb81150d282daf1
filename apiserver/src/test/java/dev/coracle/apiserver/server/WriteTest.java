package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WriteTest {

    private static final String MAPS = "/api/v1/namespaces/w/configmaps";
    private static final String PODS = "/api/v1/namespaces/w/pods";
    private Api api;

    @BeforeAll
    void start() throws IOException {
        api = new Api(SystemClock.instance());
        assertEquals(201, api.post("/api/v1/namespaces", "{'metadata':{'name':'w'}}").status());
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private static String map(String name, String more) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "'" + more + "}}";
    }

    @Test
    void createsOnceAndReadsBack() {
        Api.Answer made = api.post(MAPS, map("once", ""));
        assertEquals(201, made.status());
        assertFalse(made.text("metadata", "uid").isEmpty());
        assertEquals(409, api.post(MAPS, map("once", "")).status());
        assertEquals(made.text("metadata", "resourceVersion"),
                api.get(MAPS + "/once").text("metadata", "resourceVersion"));
    }

    @Test
    void anOldVersionLosesAndNoVersionWins() {
        Api.Answer first = api.post(MAPS, map("cas", ""));
        String version = first.text("metadata", "resourceVersion");
        assertEquals(200, api.merge(MAPS + "/cas", "{'data':{'a':'1'}}").status());
        Api.Answer lost = api.put(MAPS + "/cas", map("cas", ",'resourceVersion':'" + version + "'"));
        assertEquals(409, lost.status());
        assertEquals("Conflict", lost.text("reason"));
        assertEquals(200, api.put(MAPS + "/cas", map("cas", "")).status());
        assertEquals(409, api.put(MAPS + "/cas", map("cas", ",'uid':'another'")).status());
    }

    @Test
    void aWriteWithoutEffectKeepsTheVersion() {
        api.post(MAPS, map("same", ",'labels':{'a':'b'}"));
        String version = api.get(MAPS + "/same").text("metadata", "resourceVersion");
        assertEquals(version,
                api.merge(MAPS + "/same", "{'metadata':{'labels':{'a':'b'}}}").text("metadata", "resourceVersion"));
        assertNotEquals(version,
                api.merge(MAPS + "/same", "{'metadata':{'labels':{'a':'c'}}}").text("metadata", "resourceVersion"));
    }

    @Test
    void aDryRunKeepsNothing() {
        assertEquals(201, api.post(MAPS + "?dryRun=All", map("dry", "")).status());
        assertEquals(404, api.get(MAPS + "/dry").status());
        api.post(MAPS, map("wet", ""));
        assertEquals("x", api.merge(MAPS + "/wet?dryRun=All", "{'data':{'k':'x'}}").text("data", "k"));
        assertEquals(200, api.delete(MAPS + "/wet?dryRun=All", "").status());
        assertEquals("", api.get(MAPS + "/wet").text("data", "k"));
    }

    @Test
    void namesAreMade() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            names.add(api.post(MAPS, "{'metadata':{'generateName':'gen-'}}").text("metadata", "name"));
        }
        assertEquals(20, names.size());
        assertTrue(names.stream().allMatch(name -> name.matches("gen-[bcdfghjklmnpqrstvwxz2456789]{5}")),
                names::toString);
    }

    /** As the original's checks of each kind have it, which are not all the core group's. */
    @Test
    void whoseFinalizersNeedADomain() {
        String plain = "{'metadata':{'name':'plain','finalizers':['mine']}}";
        assertEquals(422, api.post(MAPS, plain).status());
        assertEquals(201, api.post("/apis/coordination.k8s.io/v1/namespaces/default/leases", plain).status());
        assertEquals(201,
                api.post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", plain).status());
    }

    @Test
    void finalizersHoldAnObjectUntilTheLastIsGone() {
        api.post(MAPS, map("held", ",'finalizers':['x.example/f']"));
        Api.Answer marked = api.delete(MAPS + "/held", "");
        assertEquals("ConfigMap", marked.text("kind"));
        assertFalse(marked.text("metadata", "deletionTimestamp").isEmpty());
        String version = marked.text("metadata", "resourceVersion");
        assertEquals(version, api.delete(MAPS + "/held", "").text("metadata", "resourceVersion"));
        assertEquals(422,
                api.merge(MAPS + "/held", "{'metadata':{'finalizers':['x.example/f','x.example/g']}}").status());
        assertEquals(200, api.merge(MAPS + "/held", "{'metadata':{'finalizers':null}}").status());
        assertEquals(404, api.get(MAPS + "/held").status());
    }

    @Test
    void policiesBecomeFinalizers() {
        api.post(MAPS, map("fg", ""));
        assertEquals("[\"foregroundDeletion\"]",
                api.delete(MAPS + "/fg", "{'propagationPolicy':'Foreground'}").text("metadata", "finalizers"));
        api.post(MAPS, map("or", ""));
        assertEquals("[\"orphan\"]",
                api.delete(MAPS + "/or", "{'propagationPolicy':'Orphan'}").text("metadata", "finalizers"));
        api.post(MAPS, map("bg", ""));
        assertEquals("Success", api.delete(MAPS + "/bg", "{'propagationPolicy':'Background'}").text("status"));
        assertEquals(422, api.delete(MAPS + "/fg", "{'propagationPolicy':'Sideways'}").status());
    }

    @Test
    void preconditionsAreChecked() {
        Api.Answer made = api.post(MAPS, map("pre", ""));
        assertEquals(409, api.delete(MAPS + "/pre", "{'preconditions':{'uid':'no'}}").status());
        assertEquals(409, api.delete(MAPS + "/pre", "{'preconditions':{'resourceVersion':'1'}}").status());
        assertEquals(200, api.delete(MAPS + "/pre",
                "{'preconditions':{'uid':'" + made.text("metadata", "uid") + "'}}").status());
    }

    @Test
    void podsWindUpUnlessForced() {
        assertEquals(201, api.post(PODS,
                "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}").status());
        Api.Answer asked = api.delete(PODS + "/p", "");
        assertEquals("30", asked.text("metadata", "deletionGracePeriodSeconds"));
        assertEquals("30",
                api.delete(PODS + "/p", "{'gracePeriodSeconds':60}").text("metadata", "deletionGracePeriodSeconds"));
        assertEquals("5",
                api.delete(PODS + "/p", "{'gracePeriodSeconds':5}").text("metadata", "deletionGracePeriodSeconds"));
        assertEquals(200, api.delete(PODS + "/p", "{'gracePeriodSeconds':0}").status());
        assertEquals(404, api.get(PODS + "/p").status());
    }

    @Test
    void applyCreatesConflictsAndForces() {
        String target = MAPS + "/applied";
        String body = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'applied'},'data':{'k':'1'}}";
        String type = "application/apply-patch+yaml";
        assertEquals(422, api.call("PATCH", target, body, "content-type", type).status());
        assertEquals(201, api.call("PATCH", target + "?fieldManager=a", body, "content-type", type).status());
        String other = body.replace("'1'", "'2'");
        assertEquals(409, api.call("PATCH", target + "?fieldManager=b", other, "content-type", type).status());
        assertEquals("2", api.call("PATCH", target + "?fieldManager=b&force=true", other, "content-type", type)
                .text("data", "k"));
    }

    @Test
    void whatIsNotThereIsSaidPrecisely() {
        assertEquals(404, api.get("/api/v1/namespaces/w/nosuch").status());
        assertEquals(405, api.delete("/api/v1/namespaces", "").status());
        assertEquals(405, api.post("/api/v1/pods", "{}").status());
        assertEquals(404, api.get("/apis/no.such/v1/things").status());
        assertEquals(415, api.call("PATCH", MAPS + "/x", "{}", "content-type", "application/json").status());
        assertEquals(400, api.post(MAPS, "{'kind':'Pod','metadata':{'name':'x'}}").status());
        assertEquals(400, api.post(MAPS, "[]").status());
    }
}
