package dev.coracle.cluster.component;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The rights of the process that plays the simulated nodes: those of the role {@code system:node}, bound to a user of its own. */
public final class SimulatedNodes {

    /** The node authorizer knows a node by its own name only; one process that plays many needs a name of its own. */
    static final String USER = "coracle:simulated-nodes";

    private SimulatedNodes() {}

    /** Binds the role, unless that was done before. */
    public static void letIn(ClusterFolder folder, Clock clock) throws IOException {
        ObjectNode binding = Json.object().put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind",
                "ClusterRoleBinding");
        binding.putObject("metadata").put("name", USER);
        binding.putObject("roleRef").put("apiGroup", "rbac.authorization.k8s.io").put("kind", "ClusterRole").put("name",
                "system:node");
        binding.putArray("subjects").addObject().put("apiGroup", "rbac.authorization.k8s.io").put("kind", "User")
                .put("name", USER);
        try (ApiClient client = ApiClient.connect(Kubeconfig.load(folder.kubeconfig()), clock, "coracle")) {
            client.raw("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Optional.of(binding));
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw new ClusterException("the nodes cannot be given their rights: " + e.getMessage());
            }
        }
    }
}
