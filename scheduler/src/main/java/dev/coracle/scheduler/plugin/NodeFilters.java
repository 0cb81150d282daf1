package dev.coracle.scheduler.plugin;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.HostPort;
import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Requests;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.model.TaintMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters that look at one node and what is on it. Null stands for: this node will do. */
public final class NodeFilters {

    private static final TaintMatch.Taint CORDONED = new TaintMatch.Taint("node.kubernetes.io/unschedulable", "",
            "NoSchedule");

    private NodeFilters() {}

    /** What only the node itself decides: NodeUnschedulable, TaintToleration, NodeAffinity. */
    public static @Nullable Rejection node(Shape shape, NodeInfo node, Profile profile) {
        if (node.unschedulable() && profile.filters(Plugin.NODE_UNSCHEDULABLE)
                && !TaintMatch.tolerated(CORDONED, shape.tolerations())) {
            return Rejection.UNSCHEDULABLE;
        }
        if (profile.filters(Plugin.TAINT_TOLERATION) && !shape.tolerates(node)) {
            return Rejection.TAINT;
        }
        if (profile.filters(Plugin.NODE_AFFINITY) && !shape.selects(node)) {
            return Rejection.NODE_AFFINITY;
        }
        return null;
    }

    /** What the pods on the node decide: NodePorts, NodeResourcesFit. */
    public static @Nullable Rejection room(Shape shape, Nodes nodes, int slot, Profile profile) {
        if (profile.filters(Plugin.NODE_PORTS) && !portsFree(shape, nodes, slot)) {
            return Rejection.PORTS;
        }
        if (profile.filters(Plugin.NODE_RESOURCES_FIT) && !fits(shape.requests(), nodes, slot)) {
            return couldFit(shape.requests(), nodes.node(slot)) ? Rejection.FIT : Rejection.NEVER_FITS;
        }
        return null;
    }

    private static boolean portsFree(Shape shape, Nodes nodes, int slot) {
        if (shape.ports().isEmpty() || nodes.podsWithPorts(slot) == 0) {
            return true;
        }
        for (PodInfo pod : nodes.pods(slot)) {
            for (HostPort taken : pod.shape().ports()) {
                for (HostPort wanted : shape.ports()) {
                    if (wanted.conflicts(taken)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** A resource that isn't asked for may be overdrawn. */
    static boolean fits(Requests requests, Nodes nodes, int slot) {
        if (nodes.freePods(slot) < 1
                || requests.cpu() > 0 && requests.cpu() > nodes.freeCpu(slot)
                || requests.memory() > 0 && requests.memory() > nodes.freeMemory(slot)
                || requests.storage() > 0 && requests.storage() > nodes.freeStorage(slot)) {
            return false;
        }
        for (Map.Entry<String, Long> entry : requests.extended().entrySet()) {
            if (entry.getValue() > 0 && entry.getValue() > nodes.freeExtended(slot, entry.getKey())) {
                return false;
            }
        }
        return true;
    }

    private static boolean couldFit(Requests requests, NodeInfo node) {
        Requests all = node.allocatable();
        return node.pods() > 0 && requests.cpu() <= all.cpu() && requests.memory() <= all.memory()
                && requests.storage() <= all.storage() && requests.extended().entrySet().stream()
                        .allMatch(e -> e.getValue() <= all.extended().getOrDefault(e.getKey(), 0L));
    }

    /** What is short, as the message of an event lists it. */
    public static List<String> shortages(Shape shape, Nodes nodes, int slot) {
        Requests requests = shape.requests();
        List<String> shortages = new ArrayList<>();
        if (nodes.freePods(slot) < 1) {
            shortages.add("Too many pods");
        }
        if (requests.cpu() > 0 && requests.cpu() > nodes.freeCpu(slot)) {
            shortages.add("Insufficient cpu");
        }
        if (requests.memory() > 0 && requests.memory() > nodes.freeMemory(slot)) {
            shortages.add("Insufficient memory");
        }
        if (requests.storage() > 0 && requests.storage() > nodes.freeStorage(slot)) {
            shortages.add("Insufficient ephemeral-storage");
        }
        requests.extended().forEach((name, amount) -> {
            if (amount > 0 && amount > nodes.freeExtended(slot, name)) {
                shortages.add("Insufficient " + name);
            }
        });
        return shortages;
    }
}
