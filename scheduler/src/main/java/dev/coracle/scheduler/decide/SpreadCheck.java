package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.cluster.Topology;
import dev.coracle.scheduler.model.SpreadConstraint;
import dev.coracle.scheduler.plugin.NodeScores;
import dev.coracle.scheduler.plugin.Rejection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PodTopologySpread for one decision: how many matching pods each domain has. */
final class SpreadCheck {

    private final ShapeResults results;
    private final Nodes nodes;
    private final List<SpreadConstraint> constraints;
    private final Topology[] topologies;
    private final int[][] counts;
    private final int[] least;

    SpreadCheck(ShapeResults results) {
        this.results = results;
        this.nodes = results.nodes();
        this.constraints = results.shape().spread();
        int n = constraints.size();
        this.topologies = new Topology[n];
        this.counts = new int[n][];
        this.least = new int[n];
        for (int i = 0; i < n; i++) {
            topologies[i] = nodes.topology(constraints.get(i).topologyKey());
            counts[i] = new int[topologies[i].domains()];
        }
        for (int i = 0; i < n; i++) {
            count(i);
        }
    }

    private void count(int i) {
        SpreadConstraint constraint = constraints.get(i);
        int[] domainOf = topologies[i].of();
        boolean[] eligible = new boolean[counts[i].length];
        int[] inDomain = counts[i];
        for (int slot = 0; slot < domainOf.length; slot++) {
            int domain = domainOf[slot];
            if (domain >= 0 && results.counts(constraint, slot)
                    && (constraint.byDefault() || hasLabels(slot, constraint))) {
                inDomain[domain] += results.spread(i, slot);
                eligible[domain] = true;
            }
        }
        int domains = 0;
        int min = Integer.MAX_VALUE;
        for (int d = 0; d < eligible.length; d++) {
            if (eligible[d]) {
                domains++;
                min = Math.min(min, counts[i][d]);
            }
        }
        least[i] = domains < constraint.minDomains() || domains == 0 ? 0 : min;
    }

    /** A node counts when it has the labels of all constraints of the same hardness. */
    private boolean hasLabels(int slot, SpreadConstraint constraint) {
        for (int i = 0; i < topologies.length; i++) {
            if (constraints.get(i).hard() == constraint.hard() && topologies[i].of()[slot] < 0) {
                return false;
            }
        }
        return true;
    }

    @Nullable
    Rejection reject(int slot) {
        for (int i = 0; i < topologies.length; i++) {
            SpreadConstraint constraint = constraints.get(i);
            if (!constraint.hard()) {
                continue;
            }
            int domain = topologies[i].of()[slot];
            if (domain < 0) {
                return Rejection.SPREAD_LABEL;
            }
            int there = counts[i][domain] + (constraint.selfMatch() ? 1 : 0);
            if (there - least[i] > constraint.maxSkew()) {
                return Rejection.SPREAD;
            }
        }
        return null;
    }

    boolean scores() {
        return constraints.stream().anyMatch(c -> !c.hard());
    }

    /** The score of each of the {@code n} feasible slots, from 0 to 100: the fewer matching pods, the higher. */
    int[] scores(int[] feasible, int n) {
        double[] raw = new double[n];
        boolean[] ignored = new boolean[n];
        for (int i = 0; i < topologies.length; i++) {
            if (!constraints.get(i).hard()) {
                add(i, feasible, n, raw, ignored);
            }
        }
        double min = Double.MAX_VALUE;
        double max = 0;
        for (int k = 0; k < n; k++) {
            if (!ignored[k]) {
                raw[k] = Math.round(raw[k]);
                min = Math.min(min, raw[k]);
                max = Math.max(max, raw[k]);
            }
        }
        int[] scores = new int[n];
        for (int k = 0; k < n; k++) {
            scores[k] = ignored[k]
                    ? 0
                    : max == 0 ? NodeScores.MAX : (int) (NodeScores.MAX * (max + min - raw[k]) / max);
        }
        return scores;
    }

    private void add(int i, int[] feasible, int n, double[] raw, boolean[] ignored) {
        SpreadConstraint constraint = constraints.get(i);
        int[] domainOf = topologies[i].of();
        boolean[] there = new boolean[counts[i].length];
        int domains = 0;
        for (int k = 0; k < n; k++) {
            int domain = domainOf[feasible[k]];
            if (domain < 0) {
                ignored[k] |= !constraint.byDefault();
            } else if (!there[domain]) {
                there[domain] = true;
                domains++;
            }
        }
        double weight = Math.log(domains + 2.0);
        for (int k = 0; k < n; k++) {
            int domain = domainOf[feasible[k]];
            if (domain >= 0) {
                raw[k] += counts[i][domain] * weight + (constraint.maxSkew() - 1);
            }
        }
    }

    @Override
    public String toString() {
        return Arrays.deepToString(counts);
    }
}
