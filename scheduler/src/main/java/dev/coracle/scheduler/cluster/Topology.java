package dev.coracle.scheduler.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * The domains that a node label makes: nodes of the same value are in the same one.
 *
 * @param of     the domain of each slot; -1 where the node lacks the label
 * @param domains how many there are
 */
@SuppressWarnings("ArrayRecordComponent")
public record Topology(String key, int[] of, int domains, long generation) {

    static Topology of(String key, Nodes nodes) {
        int[] of = new int[nodes.slots()];
        Map<String, Integer> numbers = new HashMap<>();
        for (int slot = 0; slot < of.length; slot++) {
            String value = nodes.present(slot) ? nodes.node(slot).labels().get(key) : null;
            of[slot] = value == null ? -1 : numbers.computeIfAbsent(value, v -> numbers.size());
        }
        return new Topology(key, of, numbers.size(), nodes.nodeGeneration());
    }
}
