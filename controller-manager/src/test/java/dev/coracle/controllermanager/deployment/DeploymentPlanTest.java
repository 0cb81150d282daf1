package dev.coracle.controllermanager.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.client.wire.Copies;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentPlanTest {

    /** Chooses none: no further pod becomes available. */
    private static final Random NONE = new Random(0) {
        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return 0;
        }
    };

    @Test
    void makesTheFirstReplicaSetWithAllPods() {
        World world = new World(3, "1", "1");
        DeploymentPlan plan = world.reconcile();
        ReplicaSet set = world.sets.getFirst();
        assertEquals(3, set.getSpec().getReplicas());
        assertEquals("1", plan.revision().orElseThrow());
        assertEquals("3", set.getMetadata().getAnnotations().get(Annotations.DESIRED_REPLICAS));
        assertEquals("4", set.getMetadata().getAnnotations().get(Annotations.MAX_REPLICAS));
        assertEquals(set.getMetadata().getLabels().get(Sets.HASH),
                set.getSpec().getSelector().getMatchLabels().get(Sets.HASH));
        assertTrue(plan.status().getConditions().stream().anyMatch(c -> "NewReplicaSetCreated".equals(c.getReason())));
    }

    @Test
    void isCompleteWhenAllPodsAreAvailable() {
        World world = new World(3, "1", "1").settle(new Random(1));
        assertTrue(world.deployment.getStatus().getConditions().stream()
                .anyMatch(c -> "NewReplicaSetAvailable".equals(c.getReason())));
        assertTrue(world.reconcile().writes().isEmpty());
    }

    @Test
    void takesAnEarlierTemplateUpAgainWithANewRevision() {
        World world = new World(2, "1", "0").settle(new Random(1));
        world.image("b").settle(new Random(1));
        world.image("a").settle(new Random(1));
        assertEquals(2, world.sets.size());
        ReplicaSet first = world.sets.getFirst();
        assertEquals(2, first.getSpec().getReplicas());
        assertEquals("3", first.getMetadata().getAnnotations().get(Annotations.REVISION));
        assertEquals("1", first.getMetadata().getAnnotations().get(Annotations.REVISION_HISTORY));
    }

    @Test
    void recreateWaitsForTheOldPods() {
        World world = new World(2, "1", "0").settle(new Random(1));
        world.deployment.getSpec().getStrategy().setType("Recreate");
        world.image("b").reconcile();
        assertEquals(0, world.sets.getFirst().getSpec().getReplicas());
        world.oldPodsRun = true;
        world.pods(new Random(1));
        world.reconcile();
        assertEquals(1, world.sets.size());
        world.oldPodsRun = false;
        world.reconcile();
        assertEquals(2, world.sets.get(1).getSpec().getReplicas());
    }

    @Test
    void scalesInProportionDuringARollout() {
        World world = new World(10, "3", "2").settle(new Random(1));
        world.image("b").reconcile();
        world.pods(NONE);
        world.reconcile();
        // 8 old and 5 new, as the conformance test has it: a bad image keeps the new ones from starting.
        assertEquals(8, world.sets.get(0).getSpec().getReplicas());
        assertEquals(5, world.sets.get(1).getSpec().getReplicas());
        world.deployment.getSpec().setReplicas(30);
        world.reconcile();
        assertEquals(20, world.sets.get(0).getSpec().getReplicas());
        assertEquals(13, world.sets.get(1).getSpec().getReplicas());
    }

    @Test
    void aPausedDeploymentStartsNoRolloutButScales() {
        World world = new World(2, "1", "0").settle(new Random(1));
        world.deployment.getSpec().setPaused(true);
        world.deployment.getSpec().setReplicas(4);
        world.image("b");
        DeploymentPlan plan = world.reconcile();
        assertEquals(1, world.sets.size());
        assertEquals(4, world.sets.getFirst().getSpec().getReplicas());
        assertTrue(plan.status().getConditions().stream().anyMatch(c -> "DeploymentPaused".equals(c.getReason())));
    }

    @Test
    void standingStillForTooLongExceedsTheDeadline() {
        World world = new World(2, "1", "0").settle(new Random(1));
        world.image("b").reconcile();
        assertTrue(world.reconcile().recheck().isPresent());
        world.now = world.now.plusSeconds(601);
        world.reconcile();
        assertTrue(world.deployment.getStatus().getConditions().stream()
                .anyMatch(c -> "ProgressDeadlineExceeded".equals(c.getReason()) && "False".equals(c.getStatus())));
    }

    @Test
    void keepsAsManyOldSetsAsTheLimitSays() {
        World world = new World(1, "1", "0").settle(new Random(1));
        world.deployment.getSpec().setRevisionHistoryLimit(2);
        for (String image : List.of("b", "c", "d", "e")) {
            world.image(image).settle(new Random(1));
        }
        assertEquals(3, world.sets.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aRolloutStaysWithinItsBoundsAndEnds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            int replicas = random.nextInt(12);
            String surge = random.nextBoolean() ? random.nextInt(4) + "" : random.nextInt(101) + "%";
            String unavailable = random.nextBoolean() ? random.nextInt(4) + "" : random.nextInt(101) + "%";
            World world = new World(replicas, surge, unavailable).settle(random);
            world.image("b");
            Spec spec = Spec.of(world.deployment);
            for (int i = 0; i < random.nextInt(6); i++) {
                world.checkedStep(random, spec);
            }
            // Rollover: another template before this one is through.
            world.image("c");
            int steps = 0;
            while (!world.isDone()) {
                world.checkedStep(random, spec);
                assertFalse(++steps > 2000, () -> "does not end: " + world.deployment);
            }
        }
    }

    /** ReplicaSets whose pods become available at random; of those that go, the ones that aren't go first. */
    static final class World {
        final Deployment deployment;
        final List<ReplicaSet> sets = new ArrayList<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        boolean oldPodsRun;

        World(int replicas, String surge, String unavailable) {
            deployment = new DeploymentBuilder().withNewMetadata().withName("web").withNamespace("ns").withUid("d")
                    .withGeneration(1L).endMetadata().withNewSpec().withReplicas(replicas)
                    .withProgressDeadlineSeconds(600).withNewSelector().addToMatchLabels("app", "web").endSelector()
                    .withNewStrategy().withType("RollingUpdate").withNewRollingUpdate()
                    .withMaxSurge(value(surge)).withMaxUnavailable(value(unavailable)).endRollingUpdate()
                    .endStrategy().withNewTemplate().withNewMetadata().addToLabels("app", "web").endMetadata()
                    .withNewSpec().addNewContainer().withName("c").withImage("a").endContainer().endSpec()
                    .endTemplate().endSpec().build();
        }

        private static IntOrString value(String text) {
            return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
        }

        World image(String image) {
            deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage(image);
            deployment.getMetadata().setGeneration(deployment.getMetadata().getGeneration() + 1);
            return this;
        }

        DeploymentPlan reconcile() {
            DeploymentPlan plan = DeploymentPlan.plan(Copies.deepCopy(deployment), sets, current -> oldPodsRun, now);
            for (Rollout.Write write : plan.writes()) {
                switch (write) {
                    case Rollout.Write.Create create -> {
                        create.set().getMetadata().setUid("rs" + sets.size());
                        create.set().getMetadata().setCreationTimestamp(now.toString());
                        create.set().setStatus(new ReplicaSetStatus());
                        sets.add(create.set());
                    }
                    case Rollout.Write.Update update -> sets.replaceAll(set -> set.getMetadata().getUid()
                            .equals(update.after().getMetadata().getUid()) ? update.after() : set);
                    case Rollout.Write.Delete delete -> sets.removeIf(set -> set.getMetadata().getUid()
                            .equals(delete.set().getMetadata().getUid()));
                }
            }
            deployment.setStatus(plan.status());
            now = now.plusSeconds(1);
            return plan;
        }

        void pods(Random random) {
            for (ReplicaSet set : sets) {
                ReplicaSetStatus status = set.getStatus();
                int wanted = set.getSpec().getReplicas();
                int available = Math.min(wanted, Sets.available(set));
                int more = wanted - available == 0 ? 0 : random.nextInt(wanted - available + 1);
                status.setReplicas(wanted);
                status.setReadyReplicas(available + more);
                status.setAvailableReplicas(available + more);
            }
        }

        void checkedStep(Random random, Spec spec) {
            int before = Sets.sum(sets, Sets::available);
            reconcile();
            pods(NONE);
            int after = Sets.sum(sets, Sets::available);
            assertTrue(after >= Math.min(before, spec.leastAvailable()),
                    () -> before + " to " + after + " available, least " + spec.leastAvailable());
            assertTrue(Sets.sum(sets, Sets::wanted) <= Math.max(spec.mostPods(), spec.replicas() + spec.maxSurge()),
                    () -> "more than " + spec.mostPods() + " pods");
            pods(random);
        }

        World settle(Random random) {
            for (int i = 0; i < 500 && !isDone(); i++) {
                reconcile();
                pods(random);
            }
            assertTrue(isDone());
            reconcile();
            reconcile();
            return this;
        }

        boolean isDone() {
            int replicas = deployment.getSpec().getReplicas();
            return deployment.getStatus() != null && sets.stream()
                    .filter(set -> Sets.sameTemplate(set.getSpec().getTemplate(), deployment.getSpec().getTemplate()))
                    .anyMatch(set -> Sets.available(set) == replicas && Sets.wanted(set) == replicas)
                    && Sets.sum(sets, Sets::actual) == replicas && Sets.sum(sets, Sets::wanted) == replicas;
        }
    }
}
