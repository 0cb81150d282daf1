package dev.coracle.kubelet.node;

import dev.coracle.api.meta.Meta;
import dev.coracle.kubelet.KubeletOptions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a simulated node says of itself. */
final class NodeTemplates {

    private NodeTemplates() {}

    static Node node(String name, int index, KubeletOptions options, String address, Instant now) {
        Map<String, Quantity> resources = Map.of("cpu", new Quantity(options.cpu()), "memory",
                new Quantity(options.memory()), "ephemeral-storage",
                new Quantity("100Gi"), "pods", new Quantity(Integer.toString(options.maxPods())));
        return new NodeBuilder().withNewMetadata().withName(name)
                .withLabels(Map.of("kubernetes.io/hostname", name, "kubernetes.io/os", "linux", "kubernetes.io/arch",
                        "amd64", "beta.kubernetes.io/os", "linux",
                        "beta.kubernetes.io/arch", "amd64", "coracle.dev/simulated", "true"))
                .withAnnotations(Map.of("node.alpha.kubernetes.io/ttl", "0")).endMetadata().withNewSpec()
                .withPodCIDR(podCidr(index)).withPodCIDRs(podCidr(index))
                .endSpec().withNewStatus().withCapacity(resources).withAllocatable(resources)
                .withConditions(conditions(now)).addNewAddress()
                .withType("InternalIP").withAddress(address).endAddress().addNewAddress().withType("Hostname")
                .withAddress(name).endAddress()
                .withNewDaemonEndpoints().withNewKubeletEndpoint(options.port()).endDaemonEndpoints().withNewNodeInfo()
                .withArchitecture("amd64")
                .withOperatingSystem("linux").withOsImage("Coracle simulated node").withKernelVersion("simulated")
                .withKubeletVersion("v1.36.3")
                .withKubeProxyVersion("").withContainerRuntimeVersion(options.runtimeVersion()).withMachineID(name)
                .withSystemUUID(name).withBootID(name)
                .endNodeInfo().endStatus().build();
    }

    /** Each node's own /24 of 10.244.0.0/16, and beyond the 256th of 10.245.0.0/16 and on. */
    static String podCidr(int index) {
        return "10." + (244 + index / 256) % 256 + "." + index % 256 + ".0/24";
    }

    private static List<NodeCondition> conditions(Instant now) {
        return List.of(
                condition("MemoryPressure", "False", "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available", now),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available",
                        now),
                condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now));
    }

    private static NodeCondition condition(String type, String status, String reason, String message, Instant now) {
        return new NodeConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                .withLastHeartbeatTime(Meta.time(now))
                .withLastTransitionTime(Meta.time(now)).build();
    }

    /** Whether the node says where its kubelet is; a cluster that was taken back or forked may name one that was there before. */
    static boolean isReachedAt(Node node, int port, String address) {
        return node.getStatus() != null && node.getStatus().getDaemonEndpoints() != null
                && node.getStatus().getDaemonEndpoints().getKubeletEndpoint() != null
                && Integer.valueOf(port).equals(node.getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort())
                && node.getStatus().getAddresses().stream().anyMatch(a -> address.equals(a.getAddress()));
    }

    static boolean isReady(Node node) {
        return node.getStatus() != null && node.getStatus().getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }
}
