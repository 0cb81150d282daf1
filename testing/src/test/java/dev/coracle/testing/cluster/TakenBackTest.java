package dev.coracle.testing.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.WatchStream;
import dev.coracle.client.wire.ApiException;
import dev.coracle.testing.CoracleCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A cluster that is taken back while it runs: informers list anew, controllers, scheduler and nodes go on from what was. */
@Timeout(120)
class TakenBackTest {

    private static Deployment deployment(int replicas) {
        return new DeploymentBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withReplicas(replicas).withNewSelector().addToMatchLabels("app", "web").endSelector()
                .withNewTemplate().withNewMetadata().addToLabels("app", "web").endMetadata().withNewSpec()
                .addNewContainer().withName("main").withImage("registry.example/web:1").endContainer().endSpec()
                .endTemplate().endSpec().build();
    }

    private static boolean has(Deployment deployment, int replicas) {
        return deployment.getSpec().getReplicas() == replicas && deployment.getStatus() != null
                && Integer.valueOf(replicas).equals(deployment.getStatus().getAvailableReplicas())
                && Integer.valueOf(replicas).equals(deployment.getStatus().getReplicas());
    }

    private static JsonNode post(CoracleCluster cluster, String path, String body) {
        return cluster.client().raw("POST", path, Optional.of(Json.parse(body.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void everybodyConvergesOnWhatWas() throws Exception {
        try (CoracleCluster cluster = CoracleCluster.builder().inMemoryOnly().start();
                InformerFactory informers = new InformerFactory(cluster.client(), SystemClock.instance())) {
            Informer<Pod> pods = informers.informer(Pod.class);
            Informer<ConfigMap> maps = informers.informer(ConfigMap.class);
            informers.start();
            informers.awaitSynced();
            cluster.client().resources(Deployment.class).create(deployment(1));
            cluster.await(Deployment.class, "default", "web", d -> has(d, 1));
            long then = cluster.client().raw("GET", "/coracle/v1/store", Optional.empty()).path("revision").asLong();
            cluster.client().resources(ConfigMap.class).create(new ConfigMapBuilder().withNewMetadata()
                    .withName("later").withNamespace("default").endMetadata().build());
            post(cluster, "/apis/apps/v1/namespaces/default/replicasets", "{\"metadata\":{\"name\":\"stray\"},\"spec\":"
                    + "{\"replicas\":1,\"selector\":{\"matchLabels\":{\"app\":\"stray\"}},\"template\":{\"metadata\":"
                    + "{\"labels\":{\"app\":\"stray\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"c\"}]}}}}");
            Deployment now = cluster.client().resources(Deployment.class).get("default", "web").orElseThrow();
            now.getSpec().setReplicas(3);
            now.getMetadata().setResourceVersion(null);
            cluster.client().resources(Deployment.class).update(now);
            cluster.await(Deployment.class, "default", "web", d -> has(d, 3));

            JsonNode turned = post(cluster, "/coracle/v1/rewind", "{\"revision\":" + then + "}");
            assertEquals(then, turned.path("to").asLong());
            cluster.await(Deployment.class, "default", "web", d -> has(d, 1));
            converge(cluster, Pod.class, pods, 1);
            converge(cluster, ConfigMap.class, maps, -1);
            assertTrue(maps.cache().get("default", "later").isEmpty());
        }
    }

    @Test
    void aWatchSaysWhenTheClusterWasTakenBack() throws Exception {
        try (CoracleCluster cluster = CoracleCluster.builder().inMemoryOnly().start()) {
            long then = cluster.client().raw("GET", "/coracle/v1/store", Optional.empty()).path("revision").asLong();
            ConfigMap later = cluster.client().resources(ConfigMap.class)
                    .create(new ConfigMapBuilder().withNewMetadata()
                            .withName("later").withNamespace("default").endMetadata().build());
            try (WatchStream<ConfigMap> watch = cluster.client().resources(ConfigMap.class).watch("",
                    ListOptions.ALL.withResourceVersion(later.getMetadata().getResourceVersion())
                            .watching(Duration.ofMinutes(2), false))) {
                long at = post(cluster, "/coracle/v1/rewind", "{\"revision\":" + then + "}").path("revision").asLong();
                ApiException gone = assertThrows(ApiException.class, () -> {
                    while (watch.next().isPresent()) {
                        // What others wrote.
                    }
                });
                assertTrue(gone.isGone());
                // What another wrote in the same batch of the store became visible with it.
                assertTrue(gone.takenBackAt().orElse(0) >= at, () -> at + " but " + gone.takenBackAt());
            }
        }
    }

    /** Waits until an informer shows what a list does. */
    private static <T extends HasMetadata> void converge(CoracleCluster cluster, Class<T> type, Informer<T> informer,
            int count) throws InterruptedException {
        Semaphore changed = new Semaphore(0);
        informer.addHandler(EventHandler.forEach(object -> changed.release()));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            Map<String, String> listed = versions(cluster.client().resources(type).list("", ListOptions.ALL).items());
            Map<String, String> seen = versions(informer.cache().list());
            if (seen.equals(listed) && (count < 0 || count == seen.size())) {
                return;
            }
            assertTrue(System.nanoTime() < until, () -> "seen " + seen + ", listed " + listed);
            if (changed.tryAcquire(1, TimeUnit.SECONDS)) {
                changed.drainPermits();
            }
        }
    }

    private static Map<String, String> versions(Collection<? extends HasMetadata> objects) {
        Map<String, String> versions = new TreeMap<>();
        objects.forEach(object -> versions.put(object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName(), object.getMetadata().getResourceVersion()));
        return versions;
    }
}
