package dev.coracle.testing.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.testing.ClusterSnapshot;
import dev.coracle.testing.CoracleCluster;
import dev.coracle.testing.PastVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class TimeTravelTest {

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .addToData("a", value).build();
    }

    private static String value(CoracleCluster cluster, String name) {
        return cluster.client().resources(ConfigMap.class).get("default", name).map(m -> m.getData().get("a"))
                .orElse("none");
    }

    private static void set(CoracleCluster cluster, String name, String value) {
        ConfigMap now = cluster.client().resources(ConfigMap.class).get("default", name).orElseThrow();
        now.getData().put("a", value);
        cluster.client().resources(ConfigMap.class).update(now);
    }

    private static CoracleCluster small() throws Exception {
        return CoracleCluster.builder().apiOnly().inMemoryOnly().start();
    }

    @Test
    void goesBackAndForthAndTellsWhatWas() throws Exception {
        try (CoracleCluster cluster = small()) {
            cluster.client().resources(ConfigMap.class).create(map("kept", "1"));
            cluster.client().resources(ConfigMap.class).create(map("deleted", "1"));
            ClusterSnapshot before = cluster.snapshot();
            set(cluster, "kept", "2");
            cluster.client().resources(ConfigMap.class).delete("default", "deleted", DeleteOptions.DEFAULT);
            cluster.client().resources(ConfigMap.class).create(map("new", "1"));
            ClusterSnapshot after = cluster.snapshot();

            cluster.rewindTo(before);
            assertEquals(List.of("1", "1", "none"),
                    List.of(value(cluster, "kept"), value(cluster, "deleted"), value(cluster, "new")));
            assertTrue(cluster.snapshot().revision() > after.revision(), "revisions go on upward");
            cluster.rewindTo(after);
            assertEquals(List.of("2", "none", "1"),
                    List.of(value(cluster, "kept"), value(cluster, "deleted"), value(cluster, "new")));

            List<PastVersion<ConfigMap>> history = cluster.history(ConfigMap.class, "default", "kept");
            assertEquals(List.of("1", "2", "1", "2"),
                    history.stream().map(v -> v.object().getData().get("a")).toList());
            assertEquals(List.of("data.a"), history.get(1).changes());
            assertEquals("test", history.get(1).writer().orElseThrow());
            assertTrue(cluster.history(ConfigMap.class, "default", "deleted").stream().anyMatch(PastVersion::deleted));
        }
    }

    @Test
    void aForkHasAFutureOfItsOwn() throws Exception {
        try (CoracleCluster parent = small()) {
            parent.client().resources(ConfigMap.class).create(map("m", "1"));
            ClusterSnapshot one = parent.snapshot();
            set(parent, "m", "2");
            try (CoracleCluster fork = parent.fork(); CoracleCluster past = parent.fork(one)) {
                ClusterSnapshot forks = fork.snapshot();
                set(fork, "m", "fork");
                set(parent, "m", "parent");
                assertEquals(List.of("parent", "fork", "1"),
                        List.of(value(parent, "m"), value(fork, "m"), value(past, "m")));
                fork.rewindTo(one);
                assertEquals("1", value(fork, "m"), "what was before the fork is its past too");
                assertThrows(IllegalArgumentException.class, () -> parent.rewindTo(forks));
                ClusterSnapshot later = parent.snapshot();
                assertThrows(IllegalArgumentException.class, () -> fork.rewindTo(later));
                parent.close();
                assertEquals("1", value(fork, "m"));
            }
        }
    }

    @Test
    void aForkIsReachedAtAnAddressOfItsOwnWithTheSameCredentials() throws Exception {
        try (CoracleCluster parent = CoracleCluster.builder().apiOnly().start(); CoracleCluster fork = parent.fork()) {
            assertNotEquals(parent.url(), fork.url());
            assertEquals(parent.token(), fork.token());
            try (ApiClient own = ApiClient.connect(
                    Kubeconfig.load(fork.kubeconfig().getBytes(StandardCharsets.UTF_8), Path.of(".")),
                    SystemClock.instance(), "mine")) {
                own.resources(ConfigMap.class).create(map("m", "1"));
            }
            assertEquals(List.of("1", "none"), List.of(value(fork, "m"), value(parent, "m")));
        }
    }

    private static Deployment web(int replicas, String image) {
        return new DeploymentBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withReplicas(replicas).withNewSelector().addToMatchLabels("app", "web").endSelector()
                .withNewTemplate().withNewMetadata().addToLabels("app", "web").endMetadata().withNewSpec()
                .addNewContainer().withName("web").withImage(image).endContainer().endSpec().endTemplate().endSpec()
                .build();
    }

    private static void ready(CoracleCluster cluster, int replicas) throws InterruptedException {
        cluster.await(Deployment.class, "default", "web", d -> d.getStatus() != null
                && Integer.valueOf(replicas).equals(d.getStatus().getReadyReplicas())
                && Integer.valueOf(replicas).equals(d.getStatus().getReplicas())
                && d.getStatus().getObservedGeneration().equals(d.getMetadata().getGeneration()));
    }

    private static void scale(CoracleCluster cluster, int replicas) {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", replicas);
        cluster.client().resources(Deployment.class).patch("default", "web", PatchType.MERGE, patch);
    }

    private static Set<String> podNames(CoracleCluster cluster) {
        return cluster.client().resources(Pod.class).list("default", ListOptions.labels("app=web")).items().stream()
                .map(pod -> pod.getMetadata().getName()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void controllersGoOnFromTheOldState() throws Exception {
        try (CoracleCluster cluster = CoracleCluster.builder().nodes(2).inMemoryOnly().start()) {
            cluster.client().resources(Deployment.class).create(web(2, "nginx:1"));
            ready(cluster, 2);
            Set<String> pods = podNames(cluster);
            ClusterSnapshot good = cluster.snapshot();

            cluster.client().resources(Deployment.class).delete("default", "web", DeleteOptions.background());
            Await.until(() -> podNames(cluster).isEmpty());
            cluster.rewindTo(good);
            ready(cluster, 2);
            assertEquals(pods, podNames(cluster), "the same pods, not others like them");

            scale(cluster, 4);
            ready(cluster, 4);
            assertTrue(podNames(cluster).containsAll(pods), "they live on");
        }
    }

    @Test
    void aForksComponentsWorkForTheForkAlone() throws Exception {
        try (CoracleCluster parent = CoracleCluster.builder().inMemoryOnly().start()) {
            parent.client().resources(Deployment.class).create(web(2, "nginx:1"));
            ready(parent, 2);
            try (CoracleCluster fork = parent.fork()) {
                scale(fork, 3);
                ready(fork, 3);
                ready(parent, 2);
                assertTrue(podNames(fork).containsAll(podNames(parent)), "its pods go on running");
            }
            ready(parent, 2);
        }
    }
}
