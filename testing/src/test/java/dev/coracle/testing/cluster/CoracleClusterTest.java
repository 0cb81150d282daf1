package dev.coracle.testing.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.testing.CoracleCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CoracleClusterTest {

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .addToData("a", "b").build();
    }

    @Test
    void anyClientReachesItWithTheKubeconfig(@TempDir Path folder) throws Exception {
        try (CoracleCluster cluster = CoracleCluster.start()) {
            Path file = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
            try (ApiClient own = ApiClient.connect(Kubeconfig.load(file), SystemClock.instance(), "mine")) {
                own.resources(ConfigMap.class).create(map("m"));
                assertEquals(1, own.resources(Node.class).list("", ListOptions.ALL).items().size());
            }
            assertTrue(cluster.client().resources(ConfigMap.class).get("default", "m").isPresent());
        }
    }

    @Test
    void twoClustersKnowNothingOfEachOther() throws Exception {
        try (CoracleCluster one = CoracleCluster.builder().apiOnly().inMemoryOnly().start();
                CoracleCluster two = CoracleCluster.builder().apiOnly().inMemoryOnly().start()) {
            one.client().resources(ConfigMap.class).create(map("m"));
            assertTrue(two.client().resources(ConfigMap.class).get("default", "m").isEmpty());
            assertThrows(IllegalStateException.class, one::url);
        }
    }

    @Test
    void usersMayDoWhatRbacSays() throws Exception {
        try (CoracleCluster cluster = CoracleCluster.builder().apiOnly().inMemoryOnly().start()) {
            ApiClient jane = cluster.clientAs("jane", "developers");
            ApiException refused = assertThrows(ApiException.class,
                    () -> jane.resources(ConfigMap.class).create(map("m")));
            assertEquals(
                    "configmaps is forbidden: User \"jane\" cannot create resource \"configmaps\" in API group \"\" in "
                            + "the namespace \"default\"",
                    refused.status().path("message").asString(""));
            cluster.client().resources(RoleBinding.class).create(new RoleBindingBuilder().withNewMetadata()
                    .withName("developers").withNamespace("default").endMetadata()
                    .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "edit").addNewSubject()
                    .withApiGroup("rbac.authorization.k8s.io").withKind("Group").withName("developers").endSubject()
                    .build());
            jane.resources(ConfigMap.class).create(map("m"));
        }
    }

    @Test
    void saysWhatItWaitedForInVain() throws Exception {
        try (CoracleCluster cluster = CoracleCluster.builder().apiOnly().inMemoryOnly().start()) {
            cluster.client().resources(ConfigMap.class).create(map("m"));
            AssertionError error = assertThrows(AssertionError.class, () -> cluster.await(ConfigMap.class, "default",
                    "m", m -> m.getData().containsKey("never"), Duration.ofSeconds(1)));
            assertTrue(String.valueOf(error.getMessage()).startsWith("ConfigMap default/m did not become as wanted"));
        }
    }

    @Test
    void nothingIsLeftOfIt() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CoracleCluster cluster = CoracleCluster.start();
        cluster.close();
        Set<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive() && !thread.isDaemon())
                // Netty has one for the whole JVM, which ends by itself when nothing has come for a second.
                .map(Thread::getName).filter(name -> !name.startsWith("globalEventExecutor"))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), left);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
