package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.cluster.Topology;
import dev.coracle.scheduler.model.AffinityTerm;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.plugin.NodeScores;
import dev.coracle.scheduler.plugin.Rejection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** InterPodAffinity for one decision: what the pod asks about others, and what others ask about it. */
final class AffinityCheck {

    private final ShapeResults results;
    private final Nodes nodes;
    private final Shape shape;
    private final PodInfo pod;
    private final Function<String, Map<String, String>> namespaces;
    // Domains that hold, or must not hold, one of the pods a term is about.
    private final List<Topology> affinityTopologies = new ArrayList<>();
    private final List<BitSet> affinityDomains = new ArrayList<>();
    private final List<Topology> antiTopologies = new ArrayList<>();
    private final List<BitSet> antiDomains = new ArrayList<>();
    private final Map<String, BitSet> forbidden = new HashMap<>();
    private boolean firstOfItsKind;

    AffinityCheck(ShapeResults results, PodInfo pod) {
        this.results = results;
        this.nodes = results.nodes();
        this.shape = results.shape();
        this.pod = pod;
        this.namespaces = nodes.namespaceLabels();
        required();
        if (nodes.affinePods() > 0) {
            existing();
        }
    }

    private void required() {
        boolean any = false;
        for (AffinityTerm term : shape.affinity()) {
            BitSet domains = new BitSet();
            Topology topology = nodes.topology(term.topologyKey());
            for (int slot = 0; slot < nodes.slots(); slot++) {
                if (nodes.present(slot) && topology.of()[slot] >= 0 && results.affine(slot) > 0) {
                    domains.set(topology.of()[slot]);
                    any = true;
                }
            }
            affinityTopologies.add(topology);
            affinityDomains.add(domains);
        }
        // A pod that looks for its own kind may be the first of it.
        firstOfItsKind = !any && shape.matchesOwn();
        for (int i = 0; i < shape.antiAffinity().size(); i++) {
            BitSet domains = new BitSet();
            Topology topology = nodes.topology(shape.antiAffinity().get(i).topologyKey());
            for (int slot = 0; slot < nodes.slots(); slot++) {
                if (nodes.present(slot) && topology.of()[slot] >= 0 && results.anti(i, slot) > 0) {
                    domains.set(topology.of()[slot]);
                }
            }
            antiTopologies.add(topology);
            antiDomains.add(domains);
        }
    }

    private void existing() {
        for (int slot = 0; slot < nodes.slots(); slot++) {
            if (!nodes.present(slot) || nodes.podsWithAffinity(slot) == 0) {
                continue;
            }
            for (PodInfo other : nodes.pods(slot)) {
                for (AffinityTerm term : other.shape().antiAffinity()) {
                    int domain = nodes.topology(term.topologyKey()).of()[slot];
                    if (domain >= 0 && term.matches(pod, namespaces)) {
                        forbidden.computeIfAbsent(term.topologyKey(), k -> new BitSet()).set(domain);
                    }
                }
            }
        }
    }

    @Nullable
    Rejection reject(int slot) {
        for (int i = 0; i < affinityDomains.size(); i++) {
            int domain = affinityTopologies.get(i).of()[slot];
            if (domain < 0 || !affinityDomains.get(i).get(domain) && !firstOfItsKind) {
                return Rejection.AFFINITY;
            }
        }
        for (int i = 0; i < antiDomains.size(); i++) {
            int domain = antiTopologies.get(i).of()[slot];
            if (domain >= 0 && antiDomains.get(i).get(domain)) {
                return Rejection.ANTI_AFFINITY;
            }
        }
        for (Map.Entry<String, BitSet> entry : forbidden.entrySet()) {
            int domain = nodes.topology(entry.getKey()).of()[slot];
            if (domain >= 0 && entry.getValue().get(domain)) {
                return Rejection.EXISTING_ANTI_AFFINITY;
            }
        }
        return null;
    }

    /** The score of each of the {@code n} feasible slots, from 0 to 100. */
    int[] scores(int[] feasible, int n) {
        Map<String, long[]> byDomain = new HashMap<>();
        for (int i = 0; i < shape.preferredPods().size(); i++) {
            AffinityTerm.Weighted preferred = shape.preferredPods().get(i);
            Topology topology = nodes.topology(preferred.term().topologyKey());
            for (int slot = 0; slot < nodes.slots(); slot++) {
                if (nodes.present(slot)) {
                    add(byDomain, topology, slot, (long) preferred.weight() * results.preferred(i, slot));
                }
            }
        }
        wishesOfOthers(byDomain);
        long[] raw = new long[n];
        byDomain.forEach((key, worth) -> {
            int[] domainOf = nodes.topology(key).of();
            for (int k = 0; k < n; k++) {
                int domain = domainOf[feasible[k]];
                raw[k] += domain < 0 ? 0 : worth[domain];
            }
        });
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long value : raw) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        int[] scores = new int[n];
        for (int k = 0; k < n && max > min; k++) {
            scores[k] = (int) (NodeScores.MAX * (raw[k] - min) / (max - min));
        }
        return scores;
    }

    private void wishesOfOthers(Map<String, long[]> byDomain) {
        int hard = results.profile().hardPodAffinityWeight();
        for (int slot = 0; slot < nodes.slots() && nodes.affinePods() > 0; slot++) {
            if (!nodes.present(slot) || nodes.podsWithAffinity(slot) == 0) {
                continue;
            }
            for (PodInfo other : nodes.pods(slot)) {
                for (AffinityTerm term : other.shape().affinity()) {
                    if (hard > 0 && term.matches(pod, namespaces)) {
                        add(byDomain, nodes.topology(term.topologyKey()), slot, hard);
                    }
                }
                for (AffinityTerm.Weighted wish : other.shape().preferredPods()) {
                    if (wish.term().matches(pod, namespaces)) {
                        add(byDomain, nodes.topology(wish.term().topologyKey()), slot, wish.weight());
                    }
                }
            }
        }
    }

    private static void add(Map<String, long[]> byDomain, Topology topology, int slot, long worth) {
        int domain = topology.of()[slot];
        if (domain >= 0 && worth != 0) {
            byDomain.computeIfAbsent(topology.key(), k -> new long[topology.domains()])[domain] += worth;
        }
    }
}
