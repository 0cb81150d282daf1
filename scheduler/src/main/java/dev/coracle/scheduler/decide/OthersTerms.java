package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.AffinityTerm;
import dev.coracle.scheduler.model.PodInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the affinity of the pods that are there says about pods with certain labels, node by node; worked out again only
 * for nodes that changed.
 */
final class OthersTerms {

    /** The label of nodes that one term is about, and what it is worth there. */
    record Wish(String topologyKey, boolean forbids, int weight) {}

    private final PodInfo pod;
    private final Nodes nodes;
    private final int hardWeight;
    private final Function<String, Map<String, String>> namespaces;
    private @Nullable List<Wish>[] bySlot = newArray(0);
    private long seen;

    OthersTerms(PodInfo pod, Nodes nodes, int hardWeight) {
        this.pod = pod;
        this.nodes = nodes;
        this.hardWeight = hardWeight;
        this.namespaces = nodes.namespaceLabels();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable List<Wish>[] newArray(int length) {
        return new List[length];
    }

    /** Whether the same is said about another pod: terms look at labels and namespace. */
    boolean about(PodInfo other) {
        return pod.namespace().equals(other.namespace()) && pod.labels().equals(other.labels());
    }

    void refresh() {
        if (nodes.slots() > bySlot.length) {
            bySlot = Arrays.copyOf(bySlot, nodes.slots() * 2);
        }
        for (int slot = 0; slot < nodes.slots(); slot++) {
            if (nodes.changed(slot) > seen) {
                bySlot[slot] = nodes.podsWithAffinity(slot) == 0 ? null : wishes(slot);
            }
        }
        seen = nodes.generation();
    }

    private @Nullable List<Wish> wishes(int slot) {
        List<Wish> wishes = new ArrayList<>();
        for (PodInfo other : nodes.pods(slot)) {
            for (AffinityTerm term : other.shape().antiAffinity()) {
                if (term.matches(pod, namespaces)) {
                    wishes.add(new Wish(term.topologyKey(), true, 0));
                }
            }
            for (AffinityTerm term : other.shape().affinity()) {
                if (hardWeight > 0 && term.matches(pod, namespaces)) {
                    wishes.add(new Wish(term.topologyKey(), false, hardWeight));
                }
            }
            for (AffinityTerm.Weighted wish : other.shape().preferredPods()) {
                if (wish.term().matches(pod, namespaces)) {
                    wishes.add(new Wish(wish.term().topologyKey(), false, wish.weight()));
                }
            }
        }
        return wishes.isEmpty() ? null : wishes;
    }

    /** Null where nothing is said. */
    @Nullable
    List<Wish> at(int slot) {
        return bySlot[slot];
    }
}
