package dev.coracle.scheduler.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.scheduler.model.PodInfo;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DeciderTest {

    private final World world = new World();

    @Test
    void saysWhyNoNodeWillDo() {
        assertEquals("no nodes available to schedule pods", world.outcome(World.pod("p", "1", "1Gi")));
        world.with(World.node("a", 1, 1), World.node("b", 8, 1),
                new NodeBuilder(World.node("c", 8, 8)).editSpec().addNewTaint("NoSchedule", "k", null, "v").endSpec()
                        .build(),
                new NodeBuilder(World.node("d", 8, 8)).editSpec().withUnschedulable(true).endSpec().build());
        assertEquals("0/4 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), "
                + "1 node(s) were unschedulable, 2 Insufficient memory.", world.outcome(World.pod("p", "2", "2Gi")));
    }

    @Test
    void prefersTheEmptierNode() {
        world.with(World.node("a", 4, 8), World.node("b", 4, 8));
        String first = world.place(World.pod("p1", "1", "1Gi"));
        String second = world.place(World.pod("p2", "1", "1Gi"));
        assertEquals(Set.of("a", "b"), Set.of(first, second));
    }

    @Test
    void takesSelectorsAndAffinityIntoAccount() {
        world.with(World.node("a", 4, 8, "disk=ssd", "rank=5"), World.node("b", 4, 8, "disk=hdd", "rank=15"));
        assertEquals("a", world.outcome(World.yaml("p", "nodeSelector: {disk: ssd}")));
        assertEquals("b", world.outcome(World.yaml("p", """
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                  {matchExpressions: [{key: rank, operator: Gt, values: ["10"]}]}]}}}
                """)));
        assertEquals("b", world.outcome(World.yaml("p", """
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                  {matchFields: [{key: metadata.name, operator: In, values: [b]}]}]}}}
                """)));
        assertEquals("a", world.outcome(World.yaml("p", """
                affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [
                  {weight: 10, preference: {matchExpressions: [{key: disk, operator: In, values: [ssd]}]}}]}}
                """)));
        assertEquals("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
                world.outcome(World.yaml("p", "nodeSelector: {disk: tape}")));
    }

    @Test
    void portsOfANodeAreTakenOnce() {
        world.with(World.node("a", 4, 8), World.node("b", 4, 8));
        String spec = "hostNetwork: false\ninitContainers: [{name: i, restartPolicy: Always, "
                + "ports: [{hostPort: 80, containerPort: 80}]}]";
        Set<String> places = new TreeSet<>();
        places.add(world.place(World.yaml("p-1", spec)));
        places.add(world.place(World.yaml("p-2", spec)));
        assertEquals(Set.of("a", "b"), places);
        assertEquals("0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.",
                world.outcome(World.yaml("p-3", spec)));
    }

    @Test
    void antiAffinityKeepsApartBothWays() {
        world.with(World.node("a", 4, 8, "zone=1"), World.node("b", 4, 8, "zone=1"), World.node("c", 4, 8, "zone=2"));
        String apart = """
                affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
                  {topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}
                """;
        String first = world.place(World.yaml("web-1", apart));
        String second = world.place(World.yaml("web-2", apart));
        assertEquals(1, Set.of(first, second).stream().filter("c"::equals).count());
        assertEquals("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
                world.outcome(World.yaml("web-3", apart)));
        assertEquals("0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules.",
                world.outcome(World.yaml("web-4", "")));
    }

    @Test
    void affinityGoesWhereTheOthersAreAndTheFirstMayStart() {
        world.with(World.node("a", 4, 8, "zone=1"), World.node("b", 4, 8, "zone=2"), World.node("c", 4, 8));
        String together = """
                affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
                  {topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}
                """;
        assertEquals("0/3 nodes are available: 3 node(s) didn't match pod affinity rules.",
                world.outcome(World.yaml("other-1", together)));
        String first = world.place(World.yaml("web-1", together));
        for (int i = 2; i < 6; i++) {
            assertEquals(first, world.place(World.yaml("web-" + i, together)));
        }
    }

    @Test
    void spreadsEvenlyWhereAskedTo() {
        world.with(World.node("a", 99, 99, "zone=1"), World.node("b", 99, 99, "zone=2"),
                World.node("c", 99, 99, "zone=2"), World.node("d", 99, 99));
        String even = """
                topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,
                  labelSelector: {matchLabels: {app: web}}}]
                """;
        Map<String, Integer> byZone = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            String node = world.place(World.yaml("web-" + i, even));
            byZone.merge(node.equals("a") ? "1" : "2", 1, Integer::sum);
            assertTrue(!node.equals("d"));
        }
        assertEquals(Map.of("1", 5, "2", 5), byZone);
        assertTrue(world.outcome(World.yaml("web-x", even + "nodeSelector: {kubernetes.io/hostname: d}\n"))
                .contains("1 node(s) didn't match pod topology spread constraints (missing required label)"));
    }

    @Test
    void spreadsSiblingsByDefault() {
        world.with(World.node("a", 99, 99), World.node("b", 99, 99), World.node("c", 99, 99));
        Map<String, Integer> byNode = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            PodInfo pod = World.yaml("web-" + i, "");
            var shape = pod.shape()
                    .spreadByDefault(dev.coracle.scheduler.model.LabelMatch.labels(Map.of("app", "web")));
            Decision.Place place = (Decision.Place) world.decider.decide(pod, shape, world.profile, ExtraFilter.NONE);
            world.state.assume(pod, place.node());
            byNode.merge(place.node(), 1, Integer::sum);
        }
        assertEquals(Map.of("a", 3, "b", 3, "c", 3), byNode);
    }

    @Test
    void keepsRoomForWhoItIsMadeFor() {
        world.with(World.node("a", 2, 8));
        PodInfo nominee = World.yaml("high-1", "priority: 10\nresources: {requests: {cpu: 2}}");
        world.state.nominate(nominee, "a");
        assertEquals("0/1 nodes are available: 1 Insufficient resources.",
                world.outcome(World.pod("low", "1", "1Gi")).replace("Insufficient cpu", "Insufficient resources"));
        assertEquals("a", world.place(nominee));
    }

    @Test
    void aNodeThatGoesTakesItsPodsAlongAndBringsThemBack() {
        world.with(World.node("a", 2, 8));
        world.place(World.pod("p1", "2", "1Gi"));
        world.state.removeNode("a");
        world.with(World.node("b", 2, 8));
        assertEquals("b", world.outcome(World.pod("p2", "2", "1Gi")));
        world.with(World.node("a", 2, 8));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            seen.add(world.outcome(World.pod("p2", "2", "1Gi")));
        }
        assertEquals(Set.of("b"), seen);
    }
}
