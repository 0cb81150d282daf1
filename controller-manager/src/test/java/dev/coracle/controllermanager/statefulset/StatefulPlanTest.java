package dev.coracle.controllermanager.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.controllermanager.TestPods;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetOrdinals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatefulPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final StatefulSet set = new StatefulSetBuilder().withNewMetadata().withName("db").withNamespace("ns")
            .withUid("s").endMetadata().withNewSpec().withReplicas(3).withServiceName("svc").withNewUpdateStrategy()
            .withType("RollingUpdate").withNewRollingUpdate().withPartition(0).endRollingUpdate().endUpdateStrategy()
            .endSpec().build();
    private final List<Pod> pods = new ArrayList<>();
    private String current = "r1";
    private String update = "r1";

    private static PodTemplateSpec template(String revision) {
        return new PodTemplateSpecBuilder().withNewMetadata().addToLabels("app", revision).endMetadata().withNewSpec()
                .addNewContainer().withName("c").withImage(revision).endContainer().endSpec().build();
    }

    private StatefulPlan step() {
        StatefulPlan plan = StatefulPlan.plan(set, new StatefulPlan.Versioned(template(current), current),
                new StatefulPlan.Versioned(template(update), update), pods, NOW);
        for (StatefulPlan.Step step : plan.steps()) {
            switch (step) {
                case StatefulPlan.Step.Create create -> pods.add(TestPods.accept(create.pod(), NOW));
                case StatefulPlan.Step.Identify identify -> {
                }
                case StatefulPlan.Step.Delete delete -> pods.remove(delete.pod());
            }
        }
        return plan;
    }

    private void settle() {
        for (int i = 0; i < 100 && !step().steps().isEmpty(); i++) {
            pods.forEach(pod -> TestPods.ready(pod, NOW));
        }
    }

    private List<String> names() {
        return pods.stream().map(pod -> pod.getMetadata().getName()).sorted().toList();
    }

    private List<String> revisions() {
        return pods.stream().sorted((a, b) -> a.getMetadata().getName().compareTo(b.getMetadata().getName()))
                .map(StatefulPods::revision).toList();
    }

    @Test
    void startsOneAfterTheOther() {
        step();
        assertEquals(List.of("db-0"), names());
        step();
        assertEquals(List.of("db-0"), names());
        TestPods.ready(pods.getFirst(), NOW);
        step();
        assertEquals(List.of("db-0", "db-1"), names());
        Pod pod = pods.getFirst();
        assertEquals("db-0", pod.getSpec().getHostname());
        assertEquals("svc", pod.getSpec().getSubdomain());
        assertEquals("0", Pods.labels(pod).get(StatefulPods.POD_INDEX));
    }

    @Test
    void startsAllTogetherWhenParallel() {
        set.getSpec().setPodManagementPolicy("Parallel");
        step();
        assertEquals(List.of("db-0", "db-1", "db-2"), names());
    }

    @Test
    void scalesDownFromTheLast() {
        settle();
        set.getSpec().setReplicas(1);
        step();
        assertEquals(List.of("db-0", "db-1"), names());
        step();
        assertEquals(List.of("db-0"), names());
    }

    @Test
    void ordinalsMayStartLater() {
        set.getSpec().setOrdinals(new StatefulSetOrdinals(5));
        settle();
        assertEquals(List.of("db-5", "db-6", "db-7"), names());
    }

    @Test
    void updatesFromTheLastDownToThePartition() {
        settle();
        update = "r2";
        set.getSpec().getUpdateStrategy().getRollingUpdate().setPartition(1);
        settle();
        assertEquals(List.of("r1", "r2", "r2"), revisions());
        TestPods.end(pods.stream().filter(p -> p.getMetadata().getName().equals("db-0")).findFirst().orElseThrow(),
                "Failed");
        settle();
        assertEquals(List.of("r1", "r2", "r2"), revisions());
    }

    @Test
    void onDeleteLeavesTheReplacingToOthers() {
        settle();
        update = "r2";
        set.getSpec().getUpdateStrategy().setType("OnDelete");
        settle();
        assertEquals(List.of("r1", "r1", "r1"), revisions());
        pods.removeIf(pod -> pod.getMetadata().getName().equals("db-1"));
        settle();
        assertEquals(List.of("r1", "r2", "r1"), revisions());
    }

    @Test
    void aBrokenUpdateWaitsForItsPod() {
        settle();
        update = "r2";
        step();
        step();
        assertEquals(List.of("r1", "r1", "r2"), revisions());
        assertTrue(step().steps().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anUpdateKeepsEnoughPodsAndEnds(long seed) {
        Random random = new Random(seed);
        int replicas = 1 + random.nextInt(8);
        int most = 1 + random.nextInt(3);
        set.getSpec().setReplicas(replicas);
        set.getSpec().setPodManagementPolicy(random.nextBoolean() ? "Parallel" : "OrderedReady");
        settle();
        update = "r2";
        set.getSpec().getUpdateStrategy().getRollingUpdate().setMaxUnavailable(new IntOrString(most));
        for (int i = 0; revisions().contains("r1") || pods.size() < replicas; i++) {
            step();
            assertTrue(pods.stream().filter(StatefulPlan::isHealthy).count() >= replicas - most);
            assertEquals(names().stream().distinct().toList(), names());
            pods.stream().filter(pod -> random.nextInt(3) == 0).forEach(pod -> TestPods.ready(pod, NOW));
            assertFalse(i > 1000, "does not end");
        }
    }
}
