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
import org.jspecify.annotations.Nullable;

/** InterPodAffinity for one decision: what the pod asks about others, and what others ask about it. */
final class AffinityCheck {

    private final ShapeResults results;
    private final Nodes nodes;
    private final Shape shape;
    // Domains that hold, or must not hold, one of the pods a term is about.
    private final List<Topology> affinityTopologies = new ArrayList<>();
    private final List<BitSet> affinityDomains = new ArrayList<>();
    private final List<Topology> antiTopologies = new ArrayList<>();
    private final List<BitSet> antiDomains = new ArrayList<>();
    private final List<Topology> forbiddenTopologies = new ArrayList<>();
    private final List<BitSet> forbiddenDomains = new ArrayList<>();
    private final @Nullable OthersTerms others;
    private boolean firstOfItsKind;

    AffinityCheck(ShapeResults results, PodInfo pod) {
        this.results = results;
        this.nodes = results.nodes();
        this.shape = results.shape();
        this.others = nodes.affinePods() > 0 ? results.others(pod) : null;
        required();
        if (others != null) {
            existing(others);
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

    private void existing(OthersTerms others) {
        Map<String, BitSet> forbidden = new HashMap<>();
        for (int slot = 0; slot < nodes.slots(); slot++) {
            List<OthersTerms.Wish> wishes = others.at(slot);
            if (wishes == null) {
                continue;
            }
            for (OthersTerms.Wish wish : wishes) {
                int domain = wish.forbids() ? nodes.topology(wish.topologyKey()).of()[slot] : -1;
                if (domain >= 0) {
                    forbidden.computeIfAbsent(wish.topologyKey(), k -> new BitSet()).set(domain);
                }
            }
        }
        forbidden.forEach((key, domains) -> {
            forbiddenTopologies.add(nodes.topology(key));
            forbiddenDomains.add(domains);
        });
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
        for (int i = 0; i < forbiddenDomains.size(); i++) {
            int domain = forbiddenTopologies.get(i).of()[slot];
            if (domain >= 0 && forbiddenDomains.get(i).get(domain)) {
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
        if (others != null) {
            wishesOfOthers(others, byDomain);
        }
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

    private void wishesOfOthers(OthersTerms others, Map<String, long[]> byDomain) {
        for (int slot = 0; slot < nodes.slots(); slot++) {
            List<OthersTerms.Wish> wishes = others.at(slot);
            if (wishes == null) {
                continue;
            }
            for (OthersTerms.Wish wish : wishes) {
                if (!wish.forbids()) {
                    add(byDomain, nodes.topology(wish.topologyKey()), slot, wish.weight());
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
