package dev.coracle.scheduler.cluster;

import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes with the pods that are on them: those the API server says are bound, and those assumed to be while their
 * binding is under way. What the API server says wins. For one thread.
 *
 * <p>A pod may be seen before its node; it is kept aside until the node comes.
 */
public final class ClusterState {

    private record Placed(PodInfo pod, String node, boolean assumed) {}

    private final Nodes nodes = new Nodes();
    private final Map<String, Placed> placed = new HashMap<>();
    private final Map<String, Map<String, PodInfo>> homeless = new HashMap<>();
    private final Map<String, Map<String, PodInfo>> nominated = new HashMap<>();
    private final Map<String, String> nominatedTo = new HashMap<>();

    public Nodes nodes() {
        return nodes;
    }

    /** False when nothing that matters changed. */
    public boolean putNode(NodeInfo node) {
        boolean changed = nodes.put(node);
        Map<String, PodInfo> waiting = homeless.remove(node.name());
        if (waiting != null) {
            int slot = nodes.slot(node.name());
            waiting.values().forEach(pod -> nodes.addPod(slot, pod));
        }
        return changed;
    }

    /** The pods of the node are kept aside: they are still bound to it. */
    public void removeNode(String name) {
        int slot = nodes.slot(name);
        if (slot < 0) {
            return;
        }
        for (PodInfo pod : nodes.pods(slot)) {
            homeless.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(pod.key(), pod);
        }
        nodes.remove(name);
    }

    /** A pod that the API server says is bound. */
    public void putBound(PodInfo pod) {
        place(pod, pod.nodeName(), false);
    }

    /** A pod whose binding is about to be asked for. */
    public void assume(PodInfo pod, String node) {
        place(pod, node, true);
    }

    /** The binding failed: the pod is nowhere. False when the API server has said otherwise meanwhile. */
    public boolean forget(PodInfo pod) {
        Placed now = placed.get(pod.key());
        if (now == null || !now.assumed || now.pod != pod) {
            return false;
        }
        remove(pod.key());
        return true;
    }

    public boolean isAssumed(String key) {
        Placed now = placed.get(key);
        return now != null && now.assumed;
    }

    /** The pods whose bindings are under way. */
    public List<PodInfo> assumed() {
        return placed.values().stream().filter(Placed::assumed).map(Placed::pod).toList();
    }

    /** The pod as it was last seen on a node; not one that is only assumed to be. */
    public Optional<PodInfo> bound(String key) {
        return Optional.ofNullable(placed.get(key)).filter(p -> !p.assumed).map(Placed::pod);
    }

    /** Where the pod is, or is assumed to be. */
    public Optional<String> nodeOf(String key) {
        return Optional.ofNullable(placed.get(key)).map(Placed::node);
    }

    private void place(PodInfo pod, String node, boolean assumed) {
        remove(pod.key());
        placed.put(pod.key(), new Placed(pod, node, assumed));
        int slot = nodes.slot(node);
        if (slot < 0) {
            homeless.computeIfAbsent(node, n -> new LinkedHashMap<>()).put(pod.key(), pod);
        } else {
            nodes.addPod(slot, pod);
        }
        clearNomination(pod.key());
    }

    /** Takes a pod away. The pod as it was, if it was anywhere. */
    public Optional<PodInfo> remove(String key) {
        Placed was = placed.remove(key);
        if (was == null) {
            return Optional.empty();
        }
        int slot = nodes.slot(was.node);
        if (slot >= 0) {
            nodes.removePod(slot, was.pod);
        } else {
            homeless.computeIfPresent(was.node, (n, pods) -> {
                pods.remove(key);
                return pods.isEmpty() ? null : pods;
            });
        }
        return Optional.of(was.pod);
    }

    /** Room is being made on the node for the pod; pods of lower priority must leave it. */
    public void nominate(PodInfo pod, String node) {
        clearNomination(pod.key());
        nominated.computeIfAbsent(node, n -> new LinkedHashMap<>()).put(pod.key(), pod);
        nominatedTo.put(pod.key(), node);
    }

    public void clearNomination(String key) {
        String node = nominatedTo.remove(key);
        if (node != null) {
            nominated.computeIfPresent(node, (n, pods) -> {
                pods.remove(key);
                return pods.isEmpty() ? null : pods;
            });
        }
    }

    public Optional<String> nomination(String key) {
        return Optional.ofNullable(nominatedTo.get(key));
    }

    /** Pods for which room is kept on the node and that go before {@code pod}. */
    public List<PodInfo> nominatedBefore(PodInfo pod, String node) {
        Map<String, PodInfo> here = nominated.get(node);
        if (here == null) {
            return List.of();
        }
        List<PodInfo> before = new ArrayList<>();
        for (PodInfo other : here.values()) {
            if (other.priority() >= pod.priority() && !other.key().equals(pod.key())) {
                before.add(other);
            }
        }
        return before;
    }

    /** Pods for which room is kept on the node though {@code pod} goes before them. */
    public Collection<PodInfo> nominatedBehind(PodInfo pod, String node) {
        Map<String, PodInfo> here = nominated.get(node);
        return here == null
                ? List.of()
                : here.values().stream().filter(other -> other.priority() < pod.priority()).toList();
    }
}
