package dev.coracle.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.scheduler.config.SchedulerConfig;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The scheduler against an API server that is really there: {@code -Dcoracle.kubeconfig=FILE [-Dcoracle.nodes=N]}. */
@EnabledIfSystemProperty(named = "coracle.kubeconfig", matches = ".+")
@Timeout(300)
class RealServerTest {

    private final SystemClock clock = SystemClock.instance();
    private ApiClient client;
    private InformerFactory informers;
    private Informer<Pod> pods;

    RealServerTest() throws Exception {
        client = ApiClient.connect(Kubeconfig.load(Path.of(System.getProperty("coracle.kubeconfig"))), clock, "test");
        informers = new InformerFactory(client, clock);
        pods = informers.informer(Pod.class);
    }

    @BeforeEach
    void clean() throws Exception {
        if (client.resources(ServiceAccount.class).get("default", "default").isEmpty()) {
            client.resources(ServiceAccount.class)
                    .create(new ServiceAccountBuilder().withMetadata(
                            new ObjectMetaBuilder().withName("default").withNamespace("default").build()).build());
        }
        for (Pod pod : client.resources(Pod.class).list("default", ListOptions.ALL).items()) {
            client.resources(Pod.class).delete("default", pod.getMetadata().getName(),
                    DeleteOptions.DEFAULT.withGracePeriodSeconds(0));
        }
        for (Node node : client.resources(Node.class).list("", ListOptions.ALL).items()) {
            client.resources(Node.class).delete("", node.getMetadata().getName(), DeleteOptions.DEFAULT);
        }
        informers.start();
        informers.awaitSynced();
    }

    @AfterEach
    void close() {
        informers.close();
        client.close();
    }

    private void node(String name, String cpu) {
        client.resources(Node.class).create(new NodeBuilder().withNewMetadata().withName(name)
                .addToLabels("kubernetes.io/hostname", name).endMetadata().build());
        Node made = client.resources(Node.class).get("", name).orElseThrow();
        client.resources(Node.class).updateStatus(new NodeBuilder(made).editOrNewStatus()
                .addToAllocatable("cpu", new Quantity(cpu)).addToAllocatable("memory", new Quantity("256Gi"))
                .addToAllocatable("pods", new Quantity("110")).addToCapacity("cpu", new Quantity(cpu))
                .addToCapacity("memory", new Quantity("256Gi")).addToCapacity("pods", new Quantity("110")).endStatus()
                .build());
        // Upstream taints nodes until its controllers have seen them.
        Node tainted = client.resources(Node.class).get("", name).orElseThrow();
        client.resources(Node.class)
                .update(new NodeBuilder(tainted).editSpec().withTaints(List.of()).endSpec().build());
    }

    private Pod pod(String name, String cpu, String priorityClass) {
        Pod pod = new PodBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().addNewContainer().withName("c").withImage("i").withNewResources()
                .addToRequests("cpu", new Quantity(cpu)).endResources().endContainer().endSpec().build();
        if (!priorityClass.isEmpty()) {
            pod.getSpec().setPriorityClassName(priorityClass);
        }
        return client.resources(Pod.class).create(pod);
    }

    private Pod await(String name, Predicate<Pod> until) throws InterruptedException {
        Await.until(() -> pods.cache().get("default", name).filter(until).isPresent());
        return pods.cache().get("default", name).orElseThrow();
    }

    private static boolean bound(Pod pod) {
        return pod.getSpec().getNodeName() != null;
    }

    private static String why(Pod pod) {
        return pod.getStatus().getConditions().stream().filter(c -> "PodScheduled".equals(c.getType()))
                .map(PodCondition::getMessage).findFirst().orElse("");
    }

    @Test
    void bindsWaitsExplainsAndPreempts() throws Exception {
        try {
            client.resources(PriorityClass.class).create(new PriorityClassBuilder()
                    .withMetadata(new ObjectMetaBuilder().withName("high").build()).withValue(1000).build());
        } catch (ApiException e) {
            assertTrue(e.isAlreadyExists());
        }
        try (Scheduler scheduler = Scheduler.start(client, SchedulerConfig.defaults(), clock)) {
            scheduler.awaitSynced();
            pod("first", "1", "");
            await("first", p -> why(p).equals("no nodes available to schedule pods"));
            node("n1", "2");
            await("first", RealServerTest::bound);
            pod("second", "2", "");
            Pod waiting = await("second", p -> why(p).contains("Insufficient"));
            assertEquals("0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: "
                    + "1 No preemption victims found for incoming pod.", why(waiting));
            pod("vip", "2", "high");
            Pod vip = await("vip", p -> "n1".equals(p.getStatus().getNominatedNodeName()));
            assertEquals("Unschedulable", vip.getStatus().getConditions().get(0).getReason());
            Pod victim = await("first", p -> p.getMetadata().getDeletionTimestamp() != null);
            assertTrue(victim.getStatus().getConditions().stream()
                    .anyMatch(c -> "DisruptionTarget".equals(c.getType())));
            client.resources(Pod.class).delete("default", "first", DeleteOptions.DEFAULT.withGracePeriodSeconds(0));
            await("vip", RealServerTest::bound);
            Await.until(() -> client.resources(Event.class).list("default", ListOptions.ALL).items().stream()
                    .map(Event::getReason).toList().containsAll(List.of("Scheduled", "FailedScheduling", "Preempted")));
        }
    }

    private static void many(int number, IntConsumer each) throws InterruptedException {
        Semaphore places = new Semaphore(32);
        CountDownLatch done = new CountDownLatch(number);
        for (int i = 0; i < number; i++) {
            int n = i;
            places.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    each.accept(n);
                } finally {
                    places.release();
                    done.countDown();
                }
            });
        }
        assertTrue(done.await(200, TimeUnit.SECONDS));
    }

    @Test
    @EnabledIfSystemProperty(named = "coracle.nodes", matches = "\\d+")
    void bindsManyAtOnce() throws Exception {
        int nodes = Integer.getInteger("coracle.nodes");
        int number = Integer.getInteger("coracle.pods", 3000);
        many(nodes, i -> node("node-" + i, "32"));
        many(number, i -> pod("pod-" + i, "100m", ""));
        CountDownLatch bound = new CountDownLatch(number);
        pods.addHandler(new EventHandler<>() {
            @Override
            public void onAdd(Pod pod) {}

            @Override
            public void onUpdate(Pod old, Pod now) {
                if (!bound(old) && bound(now)) {
                    bound.countDown();
                }
            }

            @Override
            public void onDelete(Pod last) {}
        });
        long began = System.nanoTime();
        try (Scheduler scheduler = Scheduler.start(client, SchedulerConfig.defaults(), clock)) {
            assertTrue(bound.await(200, TimeUnit.SECONDS));
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf("%d pods on %d nodes in %.1f s: %.0f bound a second%n", number, nodes, seconds,
                    number / seconds);
        }
    }
}
