package dev.coracle.scheduler.decide;

import dev.coracle.client.config.Yaml;
import dev.coracle.client.wire.Serialization;
import dev.coracle.scheduler.cluster.ClusterState;
import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.plugin.Profile;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A cluster in memory, with the decisions made on it. */
public final class World {

    final ClusterState state = new ClusterState();
    final Decider decider = new Decider(state, new SplittableRandom(42));
    final Preemption preemption = new Preemption(state, decider);
    final Profile profile = Profile.defaults();

    static Node node(String name, int cores, int gigabytes, String... labels) {
        NodeBuilder node = new NodeBuilder().withNewMetadata().withName(name)
                .addToLabels("kubernetes.io/hostname", name).endMetadata().withNewSpec().endSpec().withNewStatus()
                .addToAllocatable("cpu", new Quantity(Integer.toString(cores)))
                .addToAllocatable("memory", new Quantity(gigabytes + "Gi"))
                .addToAllocatable("pods", new Quantity("110")).endStatus();
        for (String label : labels) {
            String[] pair = label.split("=", 2);
            node.editMetadata().addToLabels(pair[0], pair[1]).endMetadata();
        }
        return node.build();
    }

    World with(Node... nodes) {
        for (Node node : nodes) {
            state.putNode(NodeInfo.of(node));
        }
        return this;
    }

    static PodInfo pod(String name, String cpu, String memory) {
        return PodInfo.of(podObject(name, cpu, memory));
    }

    static Pod podObject(String name, String cpu, String memory) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("ns").withUid(name)
                .withLabels(Map.of("app", name.replaceAll("-.*", ""))).endMetadata().withNewSpec().addNewContainer()
                .withName("c").withNewResources().addToRequests("cpu", new Quantity(cpu))
                .addToRequests("memory", new Quantity(memory)).endResources().endContainer().endSpec().build();
    }

    /** A pod with one container, its spec extended by YAML; {@code app} is what stands before the dash. */
    static PodInfo yaml(String name, String spec) {
        String text = "metadata: {name: " + name + ", namespace: ns, uid: " + name + ", labels: {app: "
                + name.replaceAll("-.*", "") + "}}\nspec:\n  containers: [{name: c}]\n" + spec.indent(2);
        return PodInfo.of(Serialization.fromTree(Yaml.read(text.getBytes(StandardCharsets.UTF_8)), Pod.class));
    }

    Decision decide(PodInfo pod) {
        return decider.decide(pod, pod.shape(), profile, ExtraFilter.NONE);
    }

    /** Where it goes, or the message why nowhere. */
    String outcome(PodInfo pod) {
        return switch (decide(pod)) {
            case Decision.Place place -> place.node();
            case Decision.NoPlace none -> none.diagnosis().message();
        };
    }

    /** Decides and takes it as done. */
    String place(PodInfo pod) {
        String outcome = outcome(pod);
        if (state.nodes().slot(outcome) >= 0) {
            state.assume(pod, outcome);
        }
        return outcome;
    }

    Preemption.Outcome preempt(PodInfo pod, List<Disruption> budgets) {
        if (decide(pod) instanceof Decision.NoPlace none) {
            return preemption.find(pod, pod.shape(), profile, ExtraFilter.NONE, none.diagnosis(), budgets);
        }
        throw new AssertionError("there is room for " + pod);
    }
}
