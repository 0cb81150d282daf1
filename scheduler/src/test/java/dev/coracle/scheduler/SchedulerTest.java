package dev.coracle.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Yaml;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.scheduler.config.SchedulerConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole scheduler, over a fake API server. */
@Timeout(20)
class SchedulerTest {

    private final FakeApi api = new FakeApi();
    private final ApiClient client = new ApiClient(api, SystemClock.instance(), "test");
    private final List<Scheduler> started = new ArrayList<>();

    /** Starts the scheduler, which knows everything that was put before when this returns. */
    private void schedule() throws InterruptedException {
        Scheduler scheduler = Scheduler.start(client, SchedulerConfig.defaults(), SystemClock.instance());
        started.add(scheduler);
        scheduler.awaitSynced();
    }

    @AfterEach
    void close() {
        started.forEach(Scheduler::close);
        client.close();
    }

    private void put(String resource, String name, String yaml) {
        ObjectNode object = (ObjectNode) Yaml.read(yaml.getBytes(StandardCharsets.UTF_8));
        ObjectNode metadata = object.withObject("/metadata").put("name", name).put("uid", name);
        if (resource.equals("pods")) {
            metadata.put("namespace", "ns");
        }
        api.put(resource, object);
    }

    private void node(String name, int cpu) {
        put("nodes", name, "status: {allocatable: {cpu: " + cpu + ", memory: 8Gi, pods: 110}}");
    }

    private void pod(String name, int priority, String extra) {
        put("pods", name, "spec:\n  priority: " + priority
                + "\n  containers: [{name: c, resources: {requests: {cpu: 1}}}]\n" + extra);
    }

    private JsonNode pod(String name) throws InterruptedException {
        return api.await("pods", p -> p.path("metadata").path("name").asString("").equals(name)
                && p.path("spec").has("nodeName"));
    }

    private static String why(JsonNode pod) {
        return pod.path("status").path("conditions").path(0).path("message").asString("");
    }

    @Test
    void placesWhatFitsAndExplainsWhatDoesNot() throws Exception {
        schedule();
        pod("a", 0, "");
        api.await("pods", p -> why(p).equals("no nodes available to schedule pods"));
        node("n1", 1);
        assertEquals("n1", pod("a").path("spec").path("nodeName").asString());
        pod("b", 0, "");
        api.await("pods", p -> why(p).equals("0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are "
                + "available: 1 No preemption victims found for incoming pod."));
        api.await("events", e -> e.path("reason").asString("").equals("FailedScheduling")
                && e.path("source").path("component").asString("").equals("default-scheduler"));
        api.await("events", e -> e.path("message").asString("").equals("Successfully assigned ns/a to n1"));
        api.delete("pods", "a");
        assertEquals("n1", pod("b").path("spec").path("nodeName").asString());
    }

    @Test
    void aPodWithAClaimGoesOnWhenTheListsHaveComeAlsoEmptyOnes() throws Exception {
        node("n1", 1);
        put("persistentvolumes", "pv", "spec: {}");
        put("persistentvolumeclaims", "c", "metadata: {namespace: ns}\nspec: {volumeName: pv}");
        schedule();
        api.hold("storageclasses");
        pod("a", 0, "  volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]\n");
        api.await("pods", p -> why(p)
                .startsWith("0/1 nodes are available: waiting for the list of PersistentVolumeClaims."));
        api.hold("");
        assertEquals("n1", pod("a").path("spec").path("nodeName").asString());
    }

    @Test
    void leavesAloneWhatIsGatedOrAnothers() throws Exception {
        schedule();
        node("n1", 1);
        pod("gated", 100, "  schedulingGates: [{name: wait}]\n");
        pod("others", 100, "  schedulerName: somebody-else\n");
        pod("plain", 0, "");
        assertEquals("n1", pod("plain").path("spec").path("nodeName").asString());
        api.delete("pods", "plain");
        pod("gated", 100, "");
        pod("gated");
    }

    @Test
    void makesRoomForTheImportant() throws Exception {
        schedule();
        node("n1", 1);
        pod("low", 0, "");
        pod("low");
        pod("high", 10, "");
        assertEquals("n1", pod("high").path("spec").path("nodeName").asString());
        api.await("events", e -> e.path("reason").asString("").equals("Preempted"));
    }

    @Test
    void aPodThatIsTakenBackToBeforeItsBindingIsBoundAgain() throws Exception {
        node("n1", 1);
        schedule();
        pod("a", 0, "");
        ObjectNode before = ((ObjectNode) pod("a")).deepCopy();
        ((ObjectNode) before.path("spec")).remove("nodeName");
        api.takeBack("pods", List.of(before));
        assertEquals("n1", pod("a").path("spec").path("nodeName").asString(), "its own room is free again");
    }

    @Test
    void aBindingThatWasTakenBackBeforeItWasSeenIsMadeAgain() throws Exception {
        node("n1", 1);
        schedule();
        api.loseBindings(true);
        pod("a", 0, "");
        api.awaitBindingLost();
        api.loseBindings(false);
        ObjectNode there = ((ObjectNode) api.await("pods", p -> true)).deepCopy();
        api.takeBack("pods", List.of(there));
        assertEquals("n1", pod("a").path("spec").path("nodeName").asString());
    }

    @Test
    void spreadsAReplicaSet() throws Exception {
        put("replicasets", "rs", "metadata: {namespace: ns}\nspec: {selector: {matchLabels: {app: web}}}");
        for (int i = 0; i < 3; i++) {
            put("nodes", "n" + i, "metadata: {labels: {kubernetes.io/hostname: n" + i
                    + "}}\nstatus: {allocatable: {cpu: 64, memory: 64Gi, pods: 110}}");
        }
        schedule();
        Map<String, Integer> byNode = new HashMap<>();
        for (int i = 0; i < 6; i++) {
            put("pods", "web-" + i, "metadata: {labels: {app: web}, ownerReferences: [{kind: ReplicaSet, name: rs, "
                    + "controller: true}]}\nspec: {containers: [{name: c}]}");
            byNode.merge(pod("web-" + i).path("spec").path("nodeName").asString(), 1, Integer::sum);
        }
        assertTrue(byNode.values().stream().allMatch(n -> n == 2), byNode.toString());
    }
}
