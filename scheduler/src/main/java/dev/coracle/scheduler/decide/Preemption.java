package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.cluster.ClusterState;
import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.plugin.Profile;
import dev.coracle.scheduler.plugin.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * DefaultPreemption: finds the node where the fewest and least important pods would have to go for a pod to fit. Pods
 * are taken off and put back in the cluster's state while it looks; when it returns the state is as it was.
 */
public final class Preemption {

    /** Upstream looks at a tenth of the nodes and at least at this many. */
    private static final int MIN_CANDIDATES = 100;

    /** What was found. */
    public sealed interface Outcome {

        /** These pods are to go from this node. */
        record Evict(String node, List<PodInfo> victims) implements Outcome {}

        /** It would not help; {@code message} goes behind {@code preemption: } */
        record NoHelp(String message) implements Outcome {}
    }

    private record Candidate(int slot, List<PodInfo> victims, int violations) {}

    private static final Comparator<PodInfo> MORE_IMPORTANT = Comparator.comparingInt(PodInfo::priority).reversed()
            .thenComparing(PodInfo::started);

    private static final Comparator<Candidate> LESS_HARM = Comparator.comparingInt(Candidate::violations)
            .thenComparingInt(c -> highest(c.victims))
            .thenComparingLong(c -> sum(c.victims))
            .thenComparingInt(c -> c.victims.size())
            .thenComparing(c -> startOfHighest(c.victims), Comparator.reverseOrder());

    private final ClusterState state;
    private final Nodes nodes;
    private final Decider decider;

    public Preemption(ClusterState state, Decider decider) {
        this.state = state;
        this.nodes = state.nodes();
        this.decider = decider;
    }

    /** @param diagnosis why the pod could not be placed */
    public Outcome find(PodInfo pod, Shape shape, Profile profile, ExtraFilter extra, Diagnosis diagnosis,
            List<Disruption> budgets) {
        if (!pod.mayPreempt()) {
            return new Outcome.NoHelp("not eligible due to preemptionPolicy=Never.");
        }
        if (waitsForVictims(pod)) {
            return new Outcome.NoHelp("not eligible due to terminating pod on the nominated node.");
        }
        Map<String, Integer> reasons = new TreeMap<>();
        List<Candidate> candidates = new ArrayList<>();
        int enough = Math.max(MIN_CANDIDATES, nodes.size() / 10);
        for (Map.Entry<String, Rejection> entry : diagnosis.byNode().entrySet()) {
            if (!entry.getValue().resolvable()) {
                reasons.merge("Preemption is not helpful for scheduling", 1, Integer::sum);
                continue;
            }
            if (candidates.size() >= enough) {
                continue;
            }
            Optional<Candidate> candidate = candidate(pod, shape, profile, extra, nodes.slot(entry.getKey()), budgets);
            candidate.ifPresentOrElse(candidates::add,
                    () -> reasons.merge("No preemption victims found for incoming pod", 1, Integer::sum));
        }
        return candidates.stream().min(LESS_HARM)
                .<Outcome>map(best -> new Outcome.Evict(nodes.node(best.slot).name(), best.victims))
                .orElseGet(() -> new Outcome.NoHelp(
                        "0/" + diagnosis.nodes() + " nodes are available: " + Diagnosis.list(reasons) + "."));
    }

    /** Pods that were sent away for it are still going. */
    private boolean waitsForVictims(PodInfo pod) {
        int slot = nodes.slot(state.nomination(pod.key()).orElse(""));
        return slot >= 0 && nodes.pods(slot).stream()
                .anyMatch(other -> other.terminating() && other.priority() < pod.priority());
    }

    private Optional<Candidate> candidate(PodInfo pod, Shape shape, Profile profile, ExtraFilter extra, int slot,
            List<Disruption> budgets) {
        List<PodInfo> lesser = new ArrayList<>();
        for (PodInfo other : nodes.pods(slot)) {
            if (other.priority() < pod.priority()) {
                lesser.add(other);
            }
        }
        if (lesser.isEmpty()) {
            return Optional.empty();
        }
        lesser.sort(MORE_IMPORTANT);
        lesser.forEach(victim -> nodes.removePod(slot, victim));
        List<PodInfo> victims = new ArrayList<>();
        try {
            if (!decider.fits(pod, shape, profile, extra, slot)) {
                victims.addAll(lesser);
                return Optional.empty();
            }
            List<PodInfo> protectedOnes = protectedBy(budgets, lesser);
            int violations = reprieve(pod, shape, profile, extra, slot, protectedOnes, victims);
            List<PodInfo> others = new ArrayList<>(lesser);
            others.removeAll(protectedOnes);
            reprieve(pod, shape, profile, extra, slot, others, victims);
            return victims.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Candidate(slot, List.copyOf(victims), violations));
        } finally {
            victims.forEach(victim -> nodes.addPod(slot, victim));
        }
    }

    /** Puts back, the most important first, whoever can stay; the others become victims. How many those are. */
    private int reprieve(PodInfo pod, Shape shape, Profile profile, ExtraFilter extra, int slot, List<PodInfo> pods,
            List<PodInfo> victims) {
        int gone = 0;
        for (PodInfo other : pods) {
            nodes.addPod(slot, other);
            if (!decider.fits(pod, shape, profile, extra, slot)) {
                nodes.removePod(slot, other);
                victims.add(other);
                gone++;
            }
        }
        return gone;
    }

    /** Pods that can't go without breaking a budget, counting as many of each as its budget allows. */
    private static List<PodInfo> protectedBy(List<Disruption> budgets, List<PodInfo> pods) {
        int[] left = budgets.stream().mapToInt(Disruption::allowed).toArray();
        List<PodInfo> kept = new ArrayList<>();
        for (PodInfo pod : pods) {
            boolean breaks = false;
            for (int i = 0; i < left.length; i++) {
                Disruption budget = budgets.get(i);
                if (budget.namespace().equals(pod.namespace()) && !pod.labels().isEmpty()
                        && budget.pods().matches(pod.labels()) && --left[i] < 0) {
                    breaks = true;
                }
            }
            if (breaks) {
                kept.add(pod);
            }
        }
        return kept;
    }

    private static int highest(List<PodInfo> victims) {
        return victims.stream().mapToInt(PodInfo::priority).max().orElse(Integer.MIN_VALUE);
    }

    private static long sum(List<PodInfo> victims) {
        return victims.stream().mapToLong(v -> v.priority() + (long) Integer.MAX_VALUE + 1).sum();
    }

    /** Of those with the highest priority, when the one that has run longest began. */
    private static Instant startOfHighest(List<PodInfo> victims) {
        int highest = highest(victims);
        return victims.stream().filter(v -> v.priority() == highest).map(PodInfo::started)
                .min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }
}
