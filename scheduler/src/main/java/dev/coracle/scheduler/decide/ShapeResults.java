package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.AffinityTerm;
import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.model.SpreadConstraint;
import dev.coracle.scheduler.plugin.NodeFilters;
import dev.coracle.scheduler.plugin.NodeScores;
import dev.coracle.scheduler.plugin.Plugin;
import dev.coracle.scheduler.plugin.Profile;
import dev.coracle.scheduler.plugin.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one shape of pod makes of each node, kept from decision to decision: {@link #refresh} works out again only the
 * slots that changed since. Placing a pod changes one slot, so that the next pod of the same shape costs one.
 */
final class ShapeResults {

    private final Shape shape;
    private final Profile profile;
    private final Nodes nodes;
    private final Function<String, Map<String, String>> namespaces;
    private long seen;

    private @Nullable Rejection[] ofNode = new Rejection[0];
    private @Nullable Rejection[] verdict = new Rejection[0];
    private boolean[] selected = new boolean[0];
    private boolean[] tolerated = new boolean[0];
    private int[] imageScore = new int[0];
    private int[] score = new int[0];
    private int[] taints = new int[0];
    private int[] preference = new int[0];
    // How many pods of the node each constraint or term is about.
    private final int[][] spread;
    private final int[][] anti;
    private final int[][] preferred;
    private int[] affine = new int[0];
    private @Nullable OthersTerms others;

    ShapeResults(Shape shape, Profile profile, Nodes nodes) {
        this.shape = shape;
        this.profile = profile;
        this.nodes = nodes;
        this.namespaces = nodes.namespaceLabels();
        this.spread = new int[shape.spread().size()][0];
        this.anti = new int[shape.antiAffinity().size()][0];
        this.preferred = new int[shape.preferredPods().size()][0];
    }

    Shape shape() {
        return shape;
    }

    Profile profile() {
        return profile;
    }

    Nodes nodes() {
        return nodes;
    }

    /** Brings everything up to the state of the nodes. */
    void refresh() {
        long now = nodes.generation();
        if (seen == now) {
            return;
        }
        int slots = nodes.slots();
        if (slots > verdict.length) {
            grow(Math.max(slots, verdict.length * 2));
        }
        for (int slot = 0; slot < slots; slot++) {
            if (nodes.changed(slot) > seen) {
                evaluate(slot);
            }
        }
        seen = now;
    }

    private void grow(int length) {
        ofNode = Arrays.copyOf(ofNode, length);
        verdict = Arrays.copyOf(verdict, length);
        selected = Arrays.copyOf(selected, length);
        tolerated = Arrays.copyOf(tolerated, length);
        imageScore = Arrays.copyOf(imageScore, length);
        score = Arrays.copyOf(score, length);
        taints = Arrays.copyOf(taints, length);
        preference = Arrays.copyOf(preference, length);
        affine = Arrays.copyOf(affine, length);
        for (int[][] counts : List.of(spread, anti, preferred)) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Arrays.copyOf(counts[i], length);
            }
        }
    }

    private void evaluate(int slot) {
        if (!nodes.present(slot)) {
            return;
        }
        if (nodes.nodeChanged(slot) > seen) {
            evaluateNode(slot, nodes.node(slot));
        }
        Rejection rejection = ofNode[slot];
        verdict[slot] = rejection != null ? rejection : NodeFilters.room(shape, nodes, slot, profile);
        score[slot] = profile.weight(Plugin.NODE_RESOURCES_FIT)
                * NodeScores.allocation(shape, nodes, slot, profile.mostAllocated())
                + profile.weight(Plugin.NODE_RESOURCES_BALANCED_ALLOCATION) * NodeScores.balance(shape, nodes, slot)
                + imageScore[slot];
        count(slot);
    }

    private void evaluateNode(int slot, NodeInfo node) {
        ofNode[slot] = NodeFilters.node(shape, node, profile);
        selected[slot] = shape.selects(node);
        tolerated[slot] = shape.tolerates(node);
        taints[slot] = profile.weight(Plugin.TAINT_TOLERATION) == 0
                ? 0
                : NodeScores.discouragingTaints(shape, node);
        preference[slot] = profile.weight(Plugin.NODE_AFFINITY) == 0 ? 0 : NodeScores.preference(shape, node);
        imageScore[slot] = profile.weight(Plugin.IMAGE_LOCALITY) * NodeScores.images(shape, node);
    }

    private void count(int slot) {
        for (int i = 0; i < spread.length; i++) {
            spread[i][slot] = countSpread(slot, shape.spread().get(i));
        }
        for (int i = 0; i < anti.length; i++) {
            anti[i][slot] = countTerm(slot, shape.antiAffinity().get(i));
        }
        for (int i = 0; i < preferred.length; i++) {
            preferred[i][slot] = countTerm(slot, shape.preferredPods().get(i).term());
        }
        if (!shape.affinity().isEmpty()) {
            int count = 0;
            for (PodInfo pod : nodes.pods(slot)) {
                count += matchesAll(shape.affinity(), pod) ? 1 : 0;
            }
            affine[slot] = count;
        }
    }

    private int countSpread(int slot, SpreadConstraint constraint) {
        int count = 0;
        for (PodInfo pod : nodes.pods(slot)) {
            if (pod.namespace().equals(shape.namespace()) && !pod.terminating()
                    && constraint.pods().matches(pod.labels())) {
                count++;
            }
        }
        return count;
    }

    private int countTerm(int slot, AffinityTerm term) {
        int count = 0;
        for (PodInfo pod : nodes.pods(slot)) {
            count += term.matches(pod, namespaces) ? 1 : 0;
        }
        return count;
    }

    private boolean matchesAll(List<AffinityTerm> terms, PodInfo pod) {
        for (AffinityTerm term : terms) {
            if (!term.matches(pod, namespaces)) {
                return false;
            }
        }
        return true;
    }

    /** What the pods on the nodes say about {@code pod}, up to the state of the nodes. */
    OthersTerms others(PodInfo pod) {
        OthersTerms known = others;
        if (known == null || !known.about(pod)) {
            known = new OthersTerms(pod, nodes, profile.hardPodAffinityWeight());
            others = known;
        }
        known.refresh();
        return known;
    }

    /** Why the node is ruled out by itself and what is on it; null when it isn't. */
    @Nullable
    Rejection verdict(int slot) {
        return verdict[slot];
    }

    /** Scores that don't depend on other nodes, weighted. */
    int score(int slot) {
        return score[slot];
    }

    int taints(int slot) {
        return taints[slot];
    }

    int preference(int slot) {
        return preference[slot];
    }

    /** Whether the node's pods count for the constraint. */
    boolean counts(SpreadConstraint constraint, int slot) {
        return (!constraint.honorAffinity() || selected[slot]) && (!constraint.honorTaints() || tolerated[slot]);
    }

    int spread(int constraint, int slot) {
        return spread[constraint][slot];
    }

    /** Pods that all required affinity terms are about. */
    int affine(int slot) {
        return affine[slot];
    }

    int anti(int term, int slot) {
        return anti[term][slot];
    }

    int preferred(int term, int slot) {
        return preferred[term][slot];
    }
}
