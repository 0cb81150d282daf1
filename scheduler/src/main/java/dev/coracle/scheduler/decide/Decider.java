package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.cluster.ClusterState;
import dev.coracle.scheduler.cluster.Nodes;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.plugin.NodeFilters;
import dev.coracle.scheduler.plugin.Plugin;
import dev.coracle.scheduler.plugin.Profile;
import dev.coracle.scheduler.plugin.Rejection;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a pod goes: every node is filtered, those left are scored, of the best one is drawn. It reads the
 * cluster and changes nothing in it; what it keeps between decisions only spares work. For one thread.
 */
public final class Decider {

    /** Shapes whose results are kept; a cluster has few at a time. */
    private static final int SHAPES = 32;

    private record Key(String profile, Shape shape) {}

    private final ClusterState state;
    private final Nodes nodes;
    private final RandomGenerator random;
    private final Map<Key, ShapeResults> byShape = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ShapeResults> eldest) {
            return size() > SHAPES;
        }
    };
    private int[] feasible = new int[16];
    private long[] totals = new long[16];
    private @Nullable Rejection[] rejections = new Rejection[16];

    public Decider(ClusterState state, RandomGenerator random) {
        this.state = state;
        this.nodes = state.nodes();
        this.random = random;
    }

    /** What namespaces are called has changed: everything is to be worked out anew. */
    public void forgetResults() {
        byShape.clear();
    }

    private ShapeResults results(Shape shape, Profile profile) {
        ShapeResults results = byShape.computeIfAbsent(new Key(profile.schedulerName(), shape),
                k -> new ShapeResults(shape, profile, nodes));
        results.refresh();
        return results;
    }

    /** @param shape of the pod, with the constraints that it has by default */
    public Decision decide(PodInfo pod, Shape shape, Profile profile, ExtraFilter extra) {
        ShapeResults results = results(shape, profile);
        Checks checks = new Checks(results, pod, extra);
        int slots = nodes.slots();
        if (slots > feasible.length) {
            feasible = new int[slots * 2];
            totals = new long[slots * 2];
            rejections = new Rejection[slots * 2];
        }
        int n = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (nodes.present(slot)) {
                Rejection rejection = checks.reject(slot);
                rejections[slot] = rejection;
                if (rejection == null) {
                    feasible[n++] = slot;
                }
            }
        }
        if (n == 0) {
            return new Decision.NoPlace(diagnosis(shape));
        }
        int nominated = nodes.slot(state.nomination(pod.key()).orElse(""));
        if (nominated >= 0 && rejections[nominated] == null && roomBesideNominated(pod, results, nominated)) {
            return new Decision.Place(nodes.node(nominated).name(), n);
        }
        score(results, checks, n);
        return choose(pod, results, n);
    }

    /** The best that is not kept for a pod that goes first; of several equally good ones any. */
    private Decision choose(PodInfo pod, ShapeResults results, int n) {
        for (int left = n; left > 0; left--) {
            int best = draw(n);
            int slot = feasible[best];
            if (roomBesideNominated(pod, results, slot)) {
                return new Decision.Place(nodes.node(slot).name(), n);
            }
            totals[best] = Long.MIN_VALUE;
            rejections[slot] = Rejection.FIT;
        }
        return new Decision.NoPlace(diagnosis(results.shape()));
    }

    private int draw(int n) {
        int best = 0;
        int alike = 0;
        long most = Long.MIN_VALUE;
        for (int k = 0; k < n; k++) {
            if (totals[k] > most) {
                most = totals[k];
                best = k;
                alike = 1;
            } else if (totals[k] == most && random.nextInt(++alike) == 0) {
                best = k;
            }
        }
        return best;
    }

    private void score(ShapeResults results, Checks checks, int n) {
        int maxTaints = 0;
        int maxPreference = 0;
        for (int k = 0; k < n; k++) {
            int slot = feasible[k];
            totals[k] = results.score(slot);
            maxTaints = Math.max(maxTaints, results.taints(slot));
            maxPreference = Math.max(maxPreference, results.preference(slot));
        }
        Profile profile = results.profile();
        if (maxTaints > 0) {
            for (int k = 0; k < n; k++) {
                totals[k] += (long) profile.weight(Plugin.TAINT_TOLERATION)
                        * (100 - 100 * results.taints(feasible[k]) / maxTaints);
            }
        }
        if (maxPreference > 0) {
            for (int k = 0; k < n; k++) {
                totals[k] += (long) profile.weight(Plugin.NODE_AFFINITY)
                        * (100 * results.preference(feasible[k]) / maxPreference);
            }
        }
        if (checks.spread != null && checks.spread.scores()) {
            add(checks.spread.scores(feasible, n), profile.weight(Plugin.POD_TOPOLOGY_SPREAD));
        }
        if (checks.affinity != null) {
            add(checks.affinity.scores(feasible, n), profile.weight(Plugin.INTER_POD_AFFINITY));
        }
    }

    private void add(int[] scores, int weight) {
        for (int k = 0; k < scores.length; k++) {
            totals[k] += (long) weight * scores[k];
        }
    }

    /** Whether there is room for the pod even once those have come for which room is kept on the node. */
    private boolean roomBesideNominated(PodInfo pod, ShapeResults results, int slot) {
        List<PodInfo> before = state.nominatedBefore(pod, nodes.node(slot).name());
        if (before.isEmpty()) {
            return true;
        }
        before.forEach(other -> nodes.addPod(slot, other));
        try {
            return NodeFilters.room(results.shape(), nodes, slot, results.profile()) == null;
        } finally {
            before.forEach(other -> nodes.removePod(slot, other));
        }
    }

    /** Whether the node would do as the cluster is now, with room for the pods that room is kept for. */
    boolean fits(PodInfo pod, Shape shape, Profile profile, ExtraFilter extra, int slot) {
        ShapeResults results = results(shape, profile);
        return new Checks(results, pod, extra).reject(slot) == null && roomBesideNominated(pod, results, slot);
    }

    private Diagnosis diagnosis(Shape shape) {
        Diagnosis.Builder diagnosis = new Diagnosis.Builder(nodes.size());
        for (int slot = 0; slot < nodes.slots(); slot++) {
            Rejection rejection = nodes.present(slot) ? rejections[slot] : null;
            if (rejection != null) {
                diagnosis.add(nodes.node(slot).name(), rejection, messages(rejection, shape, slot));
            }
        }
        Arrays.fill(rejections, null);
        return diagnosis.build();
    }

    private List<String> messages(Rejection rejection, Shape shape, int slot) {
        if (rejection != Rejection.FIT && rejection != Rejection.NEVER_FITS) {
            return List.of(rejection.message());
        }
        List<String> shortages = NodeFilters.shortages(shape, nodes, slot);
        return shortages.isEmpty() ? List.of(rejection.message()) : shortages;
    }

    /** The filters of one decision, those that look at other nodes made only where they are needed. */
    private final class Checks {
        private final ShapeResults results;
        private final ExtraFilter extra;
        private final @Nullable SpreadCheck spread;
        private final @Nullable AffinityCheck affinity;
        private final boolean spreadFilters;
        private final boolean affinityFilters;

        Checks(ShapeResults results, PodInfo pod, ExtraFilter extra) {
            Profile profile = results.profile();
            this.results = results;
            this.extra = extra;
            this.spreadFilters = profile.filters(Plugin.POD_TOPOLOGY_SPREAD);
            this.affinityFilters = profile.filters(Plugin.INTER_POD_AFFINITY);
            boolean spreads = spreadFilters || profile.weight(Plugin.POD_TOPOLOGY_SPREAD) > 0;
            boolean affine = affinityFilters || profile.weight(Plugin.INTER_POD_AFFINITY) > 0;
            this.spread = spreads && !results.shape().spread().isEmpty() ? new SpreadCheck(results) : null;
            this.affinity = affine && (results.shape().hasPodAffinity() || nodes.affinePods() > 0)
                    ? new AffinityCheck(results, pod)
                    : null;
        }

        @Nullable
        Rejection reject(int slot) {
            Rejection rejection = results.verdict(slot);
            if (rejection == null && extra != ExtraFilter.NONE) {
                rejection = extra.reject(nodes.node(slot));
            }
            if (rejection == null && spread != null && spreadFilters) {
                rejection = spread.reject(slot);
            }
            if (rejection == null && affinity != null && affinityFilters) {
                rejection = affinity.reject(slot);
            }
            return rejection;
        }
    }
}
