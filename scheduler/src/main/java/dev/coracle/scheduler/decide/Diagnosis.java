package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.plugin.Plugin;
import dev.coracle.scheduler.plugin.Rejection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why no node would do.
 *
 * @param nodes    how many there were
 * @param reasons  how many nodes each reason rules out; a node may have several
 * @param plugins  whose reasons they are: what might change them is what they look at
 * @param byNode   the rejection of each node by name
 */
public record Diagnosis(int nodes, Map<String, Integer> reasons, Set<Plugin> plugins,
        Map<String, Rejection> byNode) {

    /** Collects the reasons. */
    static final class Builder {
        private final int nodes;
        private final Map<String, Integer> reasons = new TreeMap<>();
        private final EnumSet<Plugin> plugins = EnumSet.noneOf(Plugin.class);
        private final Map<String, Rejection> byNode = new TreeMap<>();

        Builder(int nodes) {
            this.nodes = nodes;
        }

        void add(String node, Rejection rejection, List<String> messages) {
            byNode.put(node, rejection);
            plugins.add(rejection.plugin());
            messages.forEach(message -> reasons.merge(message, 1, Integer::sum));
        }

        Diagnosis build() {
            return new Diagnosis(nodes, reasons, plugins, byNode);
        }
    }

    /** A reason that holds for the pod whatever the node. */
    static Diagnosis ofPod(int nodes, Plugin plugin) {
        return new Diagnosis(nodes, Map.of(), EnumSet.of(plugin), Map.of());
    }

    /** As events and the pod's condition say it: {@code 0/3 nodes are available: 3 Insufficient cpu.} */
    public String message() {
        if (nodes == 0) {
            return "no nodes available to schedule pods";
        }
        return "0/" + nodes + " nodes are available: " + list(reasons) + ".";
    }

    /** Reasons with how often each holds, sorted as text. */
    static String list(Map<String, Integer> reasons) {
        List<String> parts = new ArrayList<>();
        reasons.forEach((reason, count) -> parts.add(count + " " + reason));
        parts.sort(null);
        return String.join(", ", parts);
    }
}
