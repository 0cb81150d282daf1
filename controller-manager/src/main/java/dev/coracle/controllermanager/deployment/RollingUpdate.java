package dev.coracle.controllermanager.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;

/**
 * One step from old pods to new ones: first up, then down, never more than {@code maxSurge} pods above what is wanted,
 * and never fewer than {@code replicas - maxUnavailable} available. Pods that aren't available anyway go first.
 */
final class RollingUpdate {

    private RollingUpdate() {}

    /** The size that the new set may have beside {@code oldPods} others, having {@code size} now. */
    static int newSize(Spec spec, int oldPods, int size) {
        if (!spec.rolling()) {
            return spec.replicas();
        }
        int room = spec.mostPods() - oldPods - size;
        return room <= 0 ? size : size + Math.min(room, spec.replicas() - size);
    }

    /** Takes one step. */
    static void step(Rollout rollout) {
        ReplicaSet current = rollout.createCurrent();
        if (!growNew(rollout, current)) {
            shrinkOld(rollout, current);
        }
    }

    private static boolean growNew(Rollout rollout, ReplicaSet current) {
        Spec spec = rollout.spec;
        int size = Sets.wanted(current);
        if (size > spec.replicas()) {
            return rollout.scale(current, spec.replicas());
        }
        return rollout.scale(current, newSize(spec, Sets.sum(rollout.old(), Sets::wanted), size));
    }

    private static void shrinkOld(Rollout rollout, ReplicaSet current) {
        List<ReplicaSet> old = Sets.active(rollout.old());
        int newUnavailable = Sets.wanted(current) - Sets.available(current);
        int mayGo = Sets.sum(rollout.all(), Sets::wanted) - rollout.spec.leastAvailable() - newUnavailable;
        if (old.isEmpty() || mayGo <= 0) {
            return;
        }
        dropUnavailable(rollout, old, mayGo);
        dropAvailable(rollout, old);
    }

    /** Pods that don't serve cost nothing: otherwise a broken old revision would block a good new one. */
    private static void dropUnavailable(Rollout rollout, List<ReplicaSet> old, int mayGo) {
        int left = mayGo;
        for (ReplicaSet set : old) {
            int idle = Math.min(left, Sets.wanted(set) - Sets.available(set));
            if (idle > 0) {
                rollout.scale(set, Sets.wanted(set) - idle);
                left -= idle;
            }
        }
    }

    private static void dropAvailable(Rollout rollout, List<ReplicaSet> old) {
        int left = Sets.sum(rollout.all(), Sets::available) - rollout.spec.leastAvailable();
        for (ReplicaSet set : old) {
            int drop = Math.min(left, Sets.wanted(set));
            if (drop > 0) {
                rollout.scale(set, Sets.wanted(set) - drop);
                left -= drop;
            }
        }
    }
}
