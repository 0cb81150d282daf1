package dev.coracle.controllermanager.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a changed {@code spec.replicas} does to the ReplicaSets: one set takes it all; in the middle of a rolling update
 * each takes a share in proportion to its size, so that scaling carries no more risk than the rollout does.
 */
final class Scaling {

    private Scaling() {}

    /** True where some set was last sized for another number of replicas. */
    static boolean isDue(Rollout rollout) {
        return Sets.active(rollout.all()).stream().map(Annotations::desired).flatMap(Optional::stream)
                .anyMatch(desired -> desired != rollout.spec.replicas());
    }

    static void apply(Rollout rollout) {
        Spec spec = rollout.spec;
        Optional<ReplicaSet> only = activeOrLatest(rollout);
        if (only.isPresent()) {
            rollout.scale(only.get(), spec.replicas());
        } else if (isSaturated(rollout)) {
            Sets.active(rollout.old()).forEach(set -> rollout.scale(set, 0));
        } else if (spec.rolling()) {
            proportionally(rollout);
        }
    }

    /** The one set with pods; where none has any, the current or else the newest; nothing where several have. */
    private static Optional<ReplicaSet> activeOrLatest(Rollout rollout) {
        List<ReplicaSet> active = Sets.active(rollout.all());
        return switch (active.size()) {
            case 0 -> rollout.current().or(() -> rollout.old().stream().max(Sets.OLDEST_FIRST));
            case 1 -> Optional.of(active.getFirst());
            default -> Optional.empty();
        };
    }

    private static boolean isSaturated(Rollout rollout) {
        int replicas = rollout.spec.replicas();
        return rollout.current().filter(set -> Sets.wanted(set) == replicas && Sets.available(set) == replicas
                && Annotations.desired(set).filter(desired -> desired == replicas).isPresent()).isPresent();
    }

    private static void proportionally(Rollout rollout) {
        Spec spec = rollout.spec;
        List<ReplicaSet> active = new ArrayList<>(Sets.active(rollout.all()));
        int toAdd = (spec.replicas() > 0 ? spec.mostPods() : 0) - Sets.sum(active, Sets::wanted);
        // Growing favours the newer of equal sets, shrinking takes from the older.
        Comparator<ReplicaSet> bySize = Comparator.comparingInt(Sets::wanted).reversed();
        active.sort(bySize.thenComparing(toAdd > 0 ? Sets.OLDEST_FIRST.reversed() : Sets.OLDEST_FIRST));

        Map<ReplicaSet, Integer> sizes = new IdentityHashMap<>();
        int added = 0;
        for (ReplicaSet set : active) {
            int share = toAdd == 0 ? 0 : share(rollout, set, toAdd, added);
            sizes.put(set, Sets.wanted(set) + share);
            added += share;
        }
        int leftover = toAdd - added;
        for (int i = 0; i < active.size(); i++) {
            ReplicaSet set = active.get(i);
            // What rounding left over goes to the largest.
            int size = sizes.getOrDefault(set, 0) + (i == 0 ? leftover : 0);
            rollout.scale(set, Math.max(0, size));
            Annotations.noteSize(set, spec);
        }
    }

    private static int share(Rollout rollout, ReplicaSet set, int toAdd, int added) {
        if (toAdd == added) {
            return 0;
        }
        int fraction = fraction(rollout, set);
        int allowed = toAdd - added;
        return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
    }

    /** By how much {@code set} would change if it kept its share of all pods. */
    private static int fraction(Rollout rollout, ReplicaSet set) {
        int size = Sets.wanted(set);
        if (rollout.spec.replicas() == 0) {
            return -size;
        }
        int before = Annotations.most(set).filter(most -> most > 0)
                .orElseGet(() -> rollout.deployment.getStatus() == null
                        || rollout.deployment.getStatus().getReplicas() == null
                                ? 0
                                : rollout.deployment.getStatus().getReplicas());
        if (before == 0) {
            return 0;
        }
        return Math.toIntExact(Math.round((double) ((long) size * rollout.spec.mostPods()) / before)) - size;
    }
}
