package dev.coracle.scheduler.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold for any cluster and any order of events; seeds make a failure come again. */
class DeciderLawsTest {

    private static final String[] SPECS = {"", "nodeSelector: {zone: \"1\"}",
        "tolerations: [{operator: Exists}]", """
                topologySpreadConstraints: [{maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,
                  labelSelector: {matchLabels: {app: p}}}]
                """, """
                affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
                  {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: p}}}]}}
                """};

    private final World world = new World();
    private final List<PodInfo> placed = new ArrayList<>();

    private PodInfo pod(SplittableRandom random, int i) {
        return World.yaml("p-" + i, "resources: {requests: {cpu: " + (1 + random.nextInt(1500)) + "m, memory: "
                + random.nextInt(2000) + "Mi}}\npriority: " + random.nextInt(3) + "\n"
                + SPECS[random.nextInt(SPECS.length)]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverOvercommitsAndCachesNothingWrong(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 12; i++) {
            world.with(World.node("n" + i, 1 + random.nextInt(8), 1 + random.nextInt(16), "zone=" + i % 3));
        }
        for (int i = 0; i < 400; i++) {
            step(random, i);
            noNodeIsOverdrawn();
        }
    }

    private void step(SplittableRandom random, int i) {
        int what = random.nextInt(10);
        if (what < 7) {
            PodInfo pod = pod(random, i);
            agreesWithAFreshDecider(pod);
            if (world.decide(pod) instanceof Decision.Place place) {
                world.state.assume(pod, place.node());
                placed.add(pod);
            }
        } else if (what < 9 && !placed.isEmpty()) {
            world.state.remove(placed.remove(random.nextInt(placed.size())).key());
        } else {
            String name = "n" + random.nextInt(12);
            if (random.nextBoolean()) {
                world.state.removeNode(name);
            } else if (world.state.nodes().slot(name) < 0) {
                world.with(World.node(name, 8, 16, "zone=" + random.nextInt(3)));
            }
        }
    }

    /** What is kept from earlier decisions must not change what is found. */
    private void agreesWithAFreshDecider(PodInfo pod) {
        Decider fresh = new Decider(world.state, new SplittableRandom(7));
        Decision kept = world.decide(pod);
        Decision anew = fresh.decide(pod, pod.shape(), world.profile, ExtraFilter.NONE);
        if (kept instanceof Decision.Place a && anew instanceof Decision.Place b) {
            assertEquals(b.feasible(), a.feasible());
        } else {
            assertEquals(anew, kept);
        }
    }

    private void noNodeIsOverdrawn() {
        Nodes nodes = world.state.nodes();
        for (int slot = 0; slot < nodes.slots(); slot++) {
            if (nodes.present(slot)) {
                NodeInfo node = nodes.node(slot);
                long cpu = nodes.pods(slot).stream().mapToLong(p -> p.shape().requests().cpu()).sum();
                assertEquals(node.allocatable().cpu() - cpu, nodes.freeCpu(slot));
                assertTrue(nodes.freeCpu(slot) >= 0 && nodes.freeMemory(slot) >= 0 && nodes.freePods(slot) >= 0,
                        () -> node.name() + " is overdrawn");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void preemptionTakesOnlyLesserPodsAndLeavesTheStateAsItWas(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 6; i++) {
            world.with(World.node("n" + i, 3, 6, "zone=" + i % 3));
        }
        for (int i = 0; i < 60; i++) {
            PodInfo pod = pod(random, i);
            if (world.decide(pod) instanceof Decision.Place place) {
                world.state.assume(pod, place.node());
                placed.add(pod);
            } else {
                String before = picture();
                Preemption.Outcome outcome = world.preempt(pod, List.of());
                assertEquals(before, picture());
                if (outcome instanceof Preemption.Outcome.Evict evict) {
                    evict.victims().forEach(v -> assertTrue(v.priority() < pod.priority()));
                    evict.victims().forEach(v -> world.state.remove(v.key()));
                    placed.removeAll(evict.victims());
                    world.state.nominate(pod, evict.node());
                    assertEquals(evict.node(), world.place(pod));
                    noNodeIsOverdrawn();
                }
            }
        }
    }

    private String picture() {
        Nodes nodes = world.state.nodes();
        StringBuilder text = new StringBuilder();
        for (int slot = 0; slot < nodes.slots(); slot++) {
            text.append(nodes.freeCpu(slot)).append(' ').append(nodes.freeMemory(slot)).append(' ')
                    .append(nodes.pods(slot).stream().map(PodInfo::key).sorted().toList()).append('\n');
        }
        return text.toString();
    }
}
