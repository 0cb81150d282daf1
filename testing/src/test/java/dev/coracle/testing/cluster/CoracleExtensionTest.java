package dev.coracle.testing.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.coracle.client.rest.ApiClient;
import dev.coracle.testing.CoracleCluster;
import dev.coracle.testing.CoracleExtension;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class CoracleExtensionTest {

    @RegisterExtension
    static final CoracleExtension CORACLE = new CoracleExtension(CoracleCluster.builder().nodes(2));

    @Test
    void aDeploymentRuns(CoracleCluster cluster, ApiClient client) throws InterruptedException {
        client.resources(Deployment.class).create(new DeploymentBuilder().withNewMetadata().withName("web")
                .withNamespace("default").endMetadata().withNewSpec().withReplicas(3).withNewSelector()
                .addToMatchLabels("app", "web").endSelector().withNewTemplate().withNewMetadata()
                .addToLabels("app", "web").endMetadata().withNewSpec().addNewContainer().withName("web")
                .withImage("nginx").endContainer().endSpec().endTemplate().endSpec().build());
        client.resources(io.fabric8.kubernetes.api.model.Service.class).create(new ServiceBuilder().withNewMetadata()
                .withName("web").withNamespace("default").endMetadata().withNewSpec().addToSelector("app", "web")
                .addNewPort().withPort(80).endPort().endSpec().build());
        Deployment ready = cluster.await(Deployment.class, "default", "web",
                d -> d.getStatus() != null && Integer.valueOf(3).equals(d.getStatus().getReadyReplicas()));
        assertEquals(3, ready.getStatus().getReplicas());
        cluster.await(Endpoints.class, "default", "web",
                e -> e.getSubsets().stream().mapToInt(s -> s.getAddresses().size()).sum() == 3);
    }

    @Test
    void aPodEndsAsItsCommandSays(CoracleCluster cluster, ApiClient client) throws InterruptedException {
        client.resources(Pod.class).create(new PodBuilder().withNewMetadata().withName("fails")
                .withNamespace("default").endMetadata().withNewSpec().withRestartPolicy("Never").addNewContainer()
                .withName("main").withImage("busybox").withCommand("sh", "-c", "exit 3").endContainer().endSpec()
                .build());
        Pod failed = cluster.await(Pod.class, "default", "fails", p -> "Failed".equals(p.getStatus().getPhase()));
        assertEquals(3, failed.getStatus().getContainerStatuses().getFirst().getState().getTerminated().getExitCode());
    }

    @Test
    void rolesAggregate(CoracleCluster cluster, ApiClient client) throws InterruptedException {
        client.resources(ClusterRole.class).create(new ClusterRoleBuilder().withNewMetadata().withName("boat-viewer")
                .addToLabels("rbac.authorization.k8s.io/aggregate-to-view", "true").endMetadata().addNewRule()
                .withApiGroups("sea.example.com").withResources("boats").withVerbs("get").endRule().build());
        for (String role : List.of("view", "edit", "admin")) {
            cluster.await(ClusterRole.class, "", role,
                    r -> r.getRules().stream().anyMatch(rule -> rule.getResources().contains("boats")));
        }
    }

    /** A nested class works with the cluster of the class around it. */
    @Nested
    class Inside {
        @Test
        void sharesTheCluster(CoracleCluster cluster, ApiClient client) {
            assertSame(cluster.client(), client);
        }
    }
}
