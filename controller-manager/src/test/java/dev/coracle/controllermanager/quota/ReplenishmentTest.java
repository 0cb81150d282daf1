package dev.coracle.controllermanager.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.informer.Cache;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplenishmentTest {

    private static final ResourceQuota QUOTA = new ResourceQuotaBuilder().withNewMetadata().withNamespace("a")
            .withName("q").endMetadata().withNewSpec().addToHard("pods", new Quantity("1")).endSpec().build();

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T12:00:00Z"));
    private final WorkQueue queue = new WorkQueue("quotas", clock);
    private final Replenishment<Pod> pods = new Replenishment<>(new GroupResource("", "pods"), new OneQuota(), queue,
            clock);

    private static Pod pod(String phase) {
        return new PodBuilder().withNewMetadata().withNamespace("a").withName("p").endMetadata().withNewSpec()
                .endSpec().withNewStatus().withPhase(phase).endStatus().build();
    }

    @Test
    void onlyWhatGivesSomethingBackIsCountedAgain() {
        pods.onAdd(pod("Pending"));
        pods.onUpdate(pod("Pending"), pod("Running"));
        assertEquals(0, queue.size());
        pods.onUpdate(pod("Running"), pod("Succeeded"));
        assertEquals(1, queue.size());
    }

    @Test
    void aDeletedObjectGivesBackInItsNamespaceOnly() {
        Pod elsewhere = pod("Running");
        elsewhere.getMetadata().setNamespace("b");
        pods.onDelete(elsewhere);
        assertEquals(0, queue.size());
        pods.onDelete(pod("Running"));
        assertEquals(1, queue.size());
    }

    @Test
    void aPodThatIsToEndMovesBetweenScopes() {
        Pod ending = pod("Running");
        ending.getSpec().setActiveDeadlineSeconds(60L);
        pods.onUpdate(pod("Running"), ending);
        assertEquals(1, queue.size());
    }

    @Test
    void whatAdmissionWritesIntoAQuotaIsNotCountedAgain() {
        QuotaChanges quotas = new QuotaChanges(queue);
        ResourceQuota used = new ResourceQuotaBuilder(QUOTA).withNewStatus().addToUsed("pods", new Quantity("1"))
                .endStatus().build();
        quotas.onUpdate(QUOTA, used);
        assertEquals(0, queue.size());
        quotas.onUpdate(used,
                new ResourceQuotaBuilder(used).editSpec().addToHard("pods", new Quantity("2")).endSpec().build());
        assertEquals(1, queue.size());
    }

    /** A cache of one quota in namespace a. */
    private static final class OneQuota implements Cache<ResourceQuota> {

        @Override
        public Optional<ResourceQuota> get(String namespace, String name) {
            return Optional.of(QUOTA);
        }

        @Override
        public Optional<ResourceQuota> get(String key) {
            return Optional.of(QUOTA);
        }

        @Override
        public List<ResourceQuota> list() {
            return List.of(QUOTA);
        }

        @Override
        public List<ResourceQuota> list(String namespace) {
            return namespace.equals("a") ? List.of(QUOTA) : List.of();
        }

        @Override
        public List<ResourceQuota> byIndex(String indexName, String value) {
            return List.of();
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
