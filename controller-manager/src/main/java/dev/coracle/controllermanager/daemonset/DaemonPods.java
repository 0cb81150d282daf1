package dev.coracle.controllermanager.daemonset;

import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A DaemonSet's pods: bound to their node by affinity, and undeterred by what ails it. */
final class DaemonPods {

    static final String REVISION = "controller-revision-hash";
    static final String GENERATION = "pod-template-generation";
    static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    /** Those on a node before those on none, then the older. */
    static final Comparator<Pod> ORDER = Comparator.<Pod>comparingInt(pod -> Pods.nodeName(pod).isEmpty() ? 1 : 0)
            .thenComparing(Pods::created).thenComparing(pod -> pod.getMetadata().getName());

    private static final String NODE_NAME = "metadata.name";

    private DaemonPods() {}

    /** A pod of today's template, for any node. */
    static Pod pod(DaemonSet set, String revision) {
        Pod pod = PodTemplates.pod(set.getSpec().getTemplate(), set);
        Map<String, String> labels = new LinkedHashMap<>(Pods.labels(pod));
        Optional.ofNullable(Pods.annotations(set).get(TEMPLATE_GENERATION)).filter(g -> !g.isEmpty())
                .ifPresent(generation -> labels.put(GENERATION, generation));
        if (!revision.isEmpty()) {
            labels.put(REVISION, revision);
        }
        pod.getMetadata().setLabels(labels);
        pod.getSpec().setTolerations(tolerations(pod.getSpec()));
        return pod;
    }

    /** A pod of today's template that the scheduler can put on {@code node} only. */
    static Pod pod(DaemonSet set, String revision, String node) {
        Pod pod = pod(set, revision);
        bind(pod.getSpec(), node);
        return pod;
    }

    /** The node that a pod is on, or that it is made for. */
    static Optional<String> target(Pod pod) {
        if (!Pods.nodeName(pod).isEmpty()) {
            return Optional.of(Pods.nodeName(pod));
        }
        return Optional.ofNullable(pod.getSpec().getAffinity()).map(Affinity::getNodeAffinity)
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution).stream()
                .flatMap(selector -> selector.getNodeSelectorTerms().stream())
                .flatMap(term -> term.getMatchFields().stream())
                .filter(field -> NODE_NAME.equals(field.getKey()) && field.getValues().size() == 1)
                .map(field -> field.getValues().getFirst()).findFirst();
    }

    static boolean isUpdated(DaemonSet set, Pod pod, String revision) {
        String generation = Pods.annotations(set).getOrDefault(TEMPLATE_GENERATION, "");
        return revision.equals(Pods.labels(pod).get(REVISION))
                || !generation.isEmpty() && generation.equals(Pods.labels(pod).get(GENERATION));
    }

    static boolean isAvailable(DaemonSet set, Pod pod, Instant now) {
        return Pods.isAvailable(pod, Pods.orZero(set.getSpec().getMinReadySeconds()), now);
    }

    /** The daemon's own, and those for a node that is not ready, unreachable, under pressure, or closed. */
    private static List<Toleration> tolerations(PodSpec spec) {
        List<Toleration> all = new ArrayList<>(spec.getTolerations() == null ? List.of() : spec.getTolerations());
        add(all, "node.kubernetes.io/not-ready", "NoExecute");
        add(all, "node.kubernetes.io/unreachable", "NoExecute");
        add(all, "node.kubernetes.io/disk-pressure", "NoSchedule");
        add(all, "node.kubernetes.io/memory-pressure", "NoSchedule");
        add(all, "node.kubernetes.io/pid-pressure", "NoSchedule");
        add(all, "node.kubernetes.io/unschedulable", "NoSchedule");
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            add(all, "node.kubernetes.io/network-unavailable", "NoSchedule");
        }
        return all;
    }

    private static void add(List<Toleration> all, String key, String effect) {
        Toleration toleration = new TolerationBuilder().withKey(key).withOperator("Exists").withEffect(effect).build();
        if (!all.contains(toleration)) {
            all.add(toleration);
        }
    }

    /** The node's name takes the place of all required node affinity: whether the node fits was asked before. */
    private static void bind(PodSpec spec, String node) {
        NodeSelectorRequirement byName = new NodeSelectorRequirementBuilder().withKey(NODE_NAME).withOperator("In")
                .withValues(node).build();
        NodeSelectorTerm term = new NodeSelectorTermBuilder().withMatchFields(byName).build();
        NodeSelector selector = new NodeSelectorBuilder().withNodeSelectorTerms(term).build();
        Affinity affinity = spec.getAffinity() == null ? new Affinity() : spec.getAffinity();
        NodeAffinity nodeAffinity = affinity.getNodeAffinity() == null
                ? new NodeAffinity()
                : affinity.getNodeAffinity();
        nodeAffinity.setRequiredDuringSchedulingIgnoredDuringExecution(selector);
        affinity.setNodeAffinity(nodeAffinity);
        spec.setAffinity(affinity);
    }
}
