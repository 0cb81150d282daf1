package dev.coracle.controllermanager.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.TestPods;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.revision.Revisions;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineryTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final LabelSelector SELECTOR = new LabelSelectorBuilder().addToMatchLabels("app", "a").build();

    private static ReplicaSet owner(String uid) {
        return new ReplicaSetBuilder().withNewMetadata().withName("rs").withNamespace("ns").withUid(uid).endMetadata()
                .build();
    }

    private static Pod pod(String node, Instant created) {
        Pod pod = TestPods.accept(new PodBuilder().withNewMetadata().withGenerateName("p-").addToLabels("app", "a")
                .endMetadata().withNewSpec().withNodeName(node).endSpec().build(), created);
        return pod;
    }

    @ParameterizedTest
    @CsvSource({"25%,25%,10,3,2", "0,0,10,0,1", "1,0,3,1,0", "50%,50%,1,1,0", "0,100%,4,0,4"})
    void percentagesRoundUpForSurgeAndDownForUnavailable(String surge, String unavailable, int replicas, int up,
            int down) {
        assertEquals(new Fenceposts(up, down), Fenceposts.of(value(surge), value(unavailable), replicas));
    }

    private static IntOrString value(String text) {
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
    }

    @Test
    void theLeastUsefulPodsGoFirst() {
        Pod unassigned = pod("", NOW.minusSeconds(1000));
        Pod pending = pod("n1", NOW.minusSeconds(1000));
        Pod cheap = ready(pod("n1", NOW.minusSeconds(100_000)), NOW.minusSeconds(100_000));
        cheap.getMetadata().setAnnotations(Map.of(DeletionRank.DELETION_COST, "-5"));
        Pod crowded = ready(pod("n2", NOW.minusSeconds(100_000)), NOW.minusSeconds(100_000));
        Pod young = ready(pod("n3", NOW.minusSeconds(10)), NOW.minusSeconds(10));
        Pod old = ready(pod("n3", NOW.minusSeconds(100_000)), NOW.minusSeconds(100_000));
        List<Pod> expected = List.of(unassigned, pending, cheap, crowded, young, old);
        List<Pod> shuffled = new ArrayList<>(List.of(old, crowded, cheap, young, pending, unassigned));
        shuffled.sort(DeletionRank.order(p -> p == crowded ? 2 : 1, NOW));
        assertEquals(expected, shuffled);
        assertEquals(expected.subList(0, 3), DeletionRank.first(3, shuffled, p -> p == crowded ? 2 : 1, NOW));
    }

    private static Pod ready(Pod pod, Instant since) {
        TestPods.ready(pod, since);
        return pod;
    }

    @Test
    void anOwnerTakesWhatIsFreeAndLetsGoWhatDoesNotMatch() {
        Pod free = pod("n", NOW);
        assertEquals(Claims.Verdict.ADOPT, Claims.judge(owner("1"), SELECTOR, free));
        free.getMetadata().setOwnerReferences(List.of(OwnerRefs.controllerRef(owner("1"))));
        assertEquals(Claims.Verdict.KEEP, Claims.judge(owner("1"), SELECTOR, free));
        assertEquals(Claims.Verdict.IGNORE, Claims.judge(owner("2"), SELECTOR, free));
        free.getMetadata().getLabels().put("app", "b");
        assertEquals(Claims.Verdict.RELEASE, Claims.judge(owner("1"), SELECTOR, free));
        ReplicaSet going = owner("1");
        going.getMetadata().setDeletionTimestamp(NOW.toString());
        assertEquals(Claims.Verdict.IGNORE, Claims.judge(going, SELECTOR, free));
    }

    @Test
    void aPodIsAvailableOnceItWasReadyForLongEnough() {
        Pod pod = ready(pod("n", NOW), NOW);
        assertTrue(Pods.isAvailable(pod, 0, NOW));
        assertEquals(7, Pods.nextAvailable(List.of(pod), 10, NOW.plusSeconds(3)).orElseThrow().toSeconds());
        assertTrue(Pods.isAvailable(pod, 10, NOW.plusSeconds(10)));
    }

    @Test
    void slowStartStopsAfterABatchWithAFailure() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        SlowStart.Outcome outcome = SlowStart.run(100, i -> {
            calls.incrementAndGet();
            if (i == 4) {
                throw new IllegalStateException("no");
            }
        });
        assertEquals(7, calls.get());
        assertEquals(6, outcome.successes());
        assertEquals("no", outcome.failure().orElseThrow().getMessage());
        assertEquals(100, SlowStart.run(100, i -> {}).successes());
    }

    @Test
    void aRevisionIsFoundAgainAfterItWasOnTheServer() {
        PodTemplateSpec template = new PodTemplateSpecBuilder().withNewMetadata().addToLabels("app", "a").endMetadata()
                .withNewSpec().withTerminationGracePeriodSeconds(0L).addNewContainer().withName("c").withNewResources()
                .endResources().withNewReadinessProbe().withNewHttpGet().withNewPort(80).endHttpGet()
                .endReadinessProbe().endContainer().endSpec().build();
        ControllerRevision made = Revisions.of(owner("1"), template, 1, null, "hash");
        ControllerRevision read = Copies.deepCopy(made);
        assertTrue(Revisions.equal(made, read));
        assertTrue(Revisions.find(List.of(read), made).isPresent());
        assertEquals(template, Revisions.template(read));
        assertNotEquals(made.getMetadata().getName(),
                Revisions.of(owner("1"), template, 1, 1, "hash").getMetadata().getName());
    }

    @Test
    void whatAReaderWouldNotSeeIsNoDifference() {
        ReplicaSet one = new ReplicaSetBuilder().withNewStatus().withReplicas(0).withReadyReplicas(2).endStatus()
                .build();
        ReplicaSet other = new ReplicaSetBuilder().withNewStatus().withReadyReplicas(2).endStatus().build();
        assertTrue(Statuses.same(one.getStatus(), other.getStatus()));
        assertTrue(Statuses.same(null, new ReplicaSetBuilder().withNewStatus().endStatus().build().getStatus()));
    }
}
