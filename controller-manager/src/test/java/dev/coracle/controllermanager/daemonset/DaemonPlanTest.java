package dev.coracle.controllermanager.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.controllermanager.TestPods;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final DaemonSet set = new DaemonSetBuilder().withNewMetadata().withName("agent").withNamespace("ns")
            .withUid("d").endMetadata().withNewSpec().withNewUpdateStrategy().withType("RollingUpdate")
            .withNewRollingUpdate().withMaxSurge(new IntOrString(0)).withMaxUnavailable(new IntOrString(1))
            .endRollingUpdate().endUpdateStrategy().withNewTemplate().withNewSpec().addToNodeSelector("os", "linux")
            .addNewContainer().withName("c").endContainer().endSpec().endTemplate().endSpec().build();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private String revision = "r1";

    private Node node(String name) {
        Node node = new NodeBuilder().withNewMetadata().withName(name).addToLabels("os", "linux").endMetadata()
                .withNewSpec().endSpec().build();
        nodes.add(node);
        return node;
    }

    private DaemonView view() {
        return DaemonView.of(set, revision, nodes, pods, NOW);
    }

    private boolean step() {
        DaemonView view = view();
        DaemonPlan plan = DaemonPlan.manage(view);
        if (plan.isEmpty() && view.isRolling()) {
            plan = DaemonPlan.update(view);
        }
        pods.removeAll(plan.delete());
        plan.create().forEach(name -> pods.add(TestPods.accept(DaemonPods.pod(set, revision, name), NOW)));
        return !plan.isEmpty();
    }

    private void settle() {
        for (int i = 0; i < 200 && step(); i++) {
            pods.forEach(pod -> TestPods.ready(pod, NOW));
        }
    }

    @Test
    void onePodOnEachNodeThatFits() {
        node("a");
        node("b").getMetadata().getLabels().put("os", "other");
        settle();
        assertEquals(1, pods.size());
        assertEquals("a", DaemonPods.target(pods.getFirst()).orElseThrow());
        assertEquals(1, DaemonStatus.of(view(), 0).getNumberReady());
        nodes.getFirst().getMetadata().getLabels().clear();
        settle();
        assertTrue(pods.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"node.kubernetes.io/unschedulable,NoSchedule,true,true",
        "node.kubernetes.io/not-ready,NoExecute,true,true",
        "mine,NoSchedule,false,true", "mine,NoExecute,false,false", "mine,PreferNoSchedule,true,true"})
    void taintsKeepOutOrDriveOut(String key, String effect, boolean run, boolean stay) {
        Node node = new NodeBuilder(node("a")).editSpec().addNewTaint(effect, key, null, null).endSpec().build();
        assertEquals(new NodeFit.Answer(run, stay), NodeFit.of(DaemonPods.pod(set, revision).getSpec(), node));
    }

    @Test
    void aFailedPodIsReplaced() {
        node("a");
        settle();
        TestPods.end(pods.getFirst(), "Failed");
        assertEquals(pods, DaemonPlan.manage(view()).delete());
    }

    @Test
    void onDeleteWaitsForSomebodyElse() {
        node("a");
        settle();
        set.getSpec().getUpdateStrategy().setType("OnDelete");
        revision = "r2";
        assertFalse(step());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anUpdateStaysWithinItsBoundsAndEnds(long seed) {
        Random random = new Random(seed);
        int number = 1 + random.nextInt(10);
        for (int i = 0; i < number; i++) {
            node("n" + i);
        }
        int bound = 1 + random.nextInt(3);
        boolean surge = random.nextBoolean();
        set.getSpec().getUpdateStrategy().getRollingUpdate().setMaxSurge(new IntOrString(surge ? bound : 0));
        set.getSpec().getUpdateStrategy().getRollingUpdate().setMaxUnavailable(new IntOrString(surge ? 0 : bound));
        settle();
        revision = "r2";
        for (int i = 0; pods.size() != number || !pods.stream().allMatch(view()::isCurrent); i++) {
            step();
            long serving = nodes.stream().filter(node -> view().on(node.getMetadata().getName()).stream()
                    .anyMatch(view()::isAvailable)).count();
            assertTrue(serving >= number - (surge ? 0 : bound), serving + " of " + number);
            assertTrue(pods.size() <= number + (surge ? bound : 0));
            pods.stream().filter(pod -> random.nextInt(3) == 0).forEach(pod -> TestPods.ready(pod, NOW));
            assertFalse(i > 1000, "does not end");
        }
    }
}
