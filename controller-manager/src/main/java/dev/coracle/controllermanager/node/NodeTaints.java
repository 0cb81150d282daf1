package dev.coracle.controllermanager.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which taints a node's conditions ask for. Pure. Source: the well-known taints of the API reference. */
final class NodeTaints {

    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final Set<String> OURS = Set.of(NOT_READY, UNREACHABLE, "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/pid-pressure", "node.kubernetes.io/network-unavailable",
            "node.kubernetes.io/unschedulable");

    private NodeTaints() {}

    static Optional<NodeCondition> condition(Node node, String type) {
        return node.getStatus() == null || node.getStatus().getConditions() == null
                ? Optional.empty()
                : node.getStatus().getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    /** The taints that the node should have: those of others as they are, ours by its conditions, old ones with the time they were added. */
    static List<Taint> wanted(Node node, List<Taint> now, String time) {
        List<Taint> wanted = new ArrayList<>(now.stream().filter(taint -> !OURS.contains(taint.getKey())).toList());
        String ready = condition(node, "Ready").map(NodeCondition::getStatus).orElse("Unknown");
        if (ready.equals("False")) {
            add(wanted, now, NOT_READY, "NoSchedule", "");
            add(wanted, now, NOT_READY, "NoExecute", time);
        } else if (ready.equals("Unknown")) {
            add(wanted, now, UNREACHABLE, "NoSchedule", "");
            add(wanted, now, UNREACHABLE, "NoExecute", time);
        }
        pressure(node, "MemoryPressure", "node.kubernetes.io/memory-pressure", wanted, now);
        pressure(node, "DiskPressure", "node.kubernetes.io/disk-pressure", wanted, now);
        pressure(node, "PIDPressure", "node.kubernetes.io/pid-pressure", wanted, now);
        pressure(node, "NetworkUnavailable", "node.kubernetes.io/network-unavailable", wanted, now);
        if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            add(wanted, now, "node.kubernetes.io/unschedulable", "NoSchedule", "");
        }
        return wanted;
    }

    private static void pressure(Node node, String condition, String key, List<Taint> wanted, List<Taint> now) {
        if (condition(node, condition).filter(c -> "True".equals(c.getStatus())).isPresent()) {
            add(wanted, now, key, "NoSchedule", "");
        }
    }

    private static void add(List<Taint> wanted, List<Taint> now, String key, String effect, String time) {
        wanted.add(
                now.stream().filter(t -> key.equals(t.getKey()) && effect.equals(t.getEffect())).findFirst().orElseGet(
                        () -> new TaintBuilder().withKey(key).withEffect(effect)
                                .withTimeAdded(time.isEmpty() ? null : time).build()));
    }
}
