package dev.coracle.controllermanager.daemonset;

import dev.coracle.controllermanager.workload.Fenceposts;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DaemonSet, the nodes there are, and its pods by node.
 *
 * @param revision the hash of today's template
 * @param fits what each node, by name, says to a pod of today's template
 * @param pods by the node that they are on or made for, each list in {@link DaemonPods#ORDER}
 */
record DaemonView(DaemonSet set, String revision, Map<String, NodeFit.Answer> fits, Map<String, List<Pod>> pods,
        Instant now) {

    static DaemonView of(DaemonSet set, String revision, Collection<Node> nodes, Collection<Pod> pods, Instant now) {
        Pod any = DaemonPods.pod(set, revision);
        Map<String, NodeFit.Answer> fits = new TreeMap<>();
        nodes.forEach(node -> fits.put(node.getMetadata().getName(), NodeFit.of(any.getSpec(), node)));
        Map<String, List<Pod>> byNode = new LinkedHashMap<>();
        pods.stream().sorted(DaemonPods.ORDER).forEach(pod -> DaemonPods.target(pod)
                .ifPresent(node -> byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(pod)));
        return new DaemonView(set, revision, fits, byNode, now);
    }

    List<Pod> on(String node) {
        return pods.getOrDefault(node, List.of());
    }

    /** How many nodes should have a pod. */
    int desired() {
        return (int) fits.values().stream().filter(NodeFit.Answer::run).count();
    }

    boolean isCurrent(Pod pod) {
        return DaemonPods.isUpdated(set, pod, revision);
    }

    boolean isAvailable(Pod pod) {
        return DaemonPods.isAvailable(set, pod, now);
    }

    boolean isRolling() {
        return set.getSpec().getUpdateStrategy() == null
                || !"OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
    }

    /** The bounds of a rolling update; for OnDelete there is no surge. Percentages of nodes round up. */
    Fenceposts bounds() {
        RollingUpdateDaemonSet rolling = set.getSpec().getUpdateStrategy() == null || !isRolling()
                ? null
                : set.getSpec().getUpdateStrategy().getRollingUpdate();
        if (rolling == null) {
            return new Fenceposts(0, 1);
        }
        int surge = Fenceposts.scaled(rolling.getMaxSurge(), desired(), true);
        int unavailable = Fenceposts.scaled(rolling.getMaxUnavailable(), desired(), true);
        return new Fenceposts(surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    /** The pod of today's template and the other one; of several the oldest that isn't on its way out. */
    Pair pair(String node) {
        List<Pod> staying = on(node).stream().filter(pod -> !Pods.isTerminating(pod)).toList();
        return new Pair(staying.stream().filter(this::isCurrent).toList(),
                staying.stream().filter(pod -> !isCurrent(pod)).toList());
    }

    /** The pods of a node that aren't on their way out. */
    record Pair(List<Pod> current, List<Pod> outdated) {}
}
