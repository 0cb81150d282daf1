package dev.coracle.controllermanager.replicaset;

import dev.coracle.controllermanager.workload.DeletionRank;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What brings the number of pods to the number wanted: so many more, or these fewer; at most one of the two, and at
 * most {@link #BURST} at a time.
 */
public record ReplicaPlan(int create, List<Pod> delete) {

    /** Pods created or deleted in one go. */
    public static final int BURST = 500;

    /**
     * Decides.
     *
     * @param active the pods that count
     * @param related the pods of all sets with the same owner: where many of them share a node, one of those goes
     */
    public static ReplicaPlan plan(Replicated set, List<Pod> active, Collection<Pod> related, Instant now) {
        int missing = set.replicas() - active.size();
        if (missing >= 0) {
            return new ReplicaPlan(Math.min(missing, BURST), List.of());
        }
        return new ReplicaPlan(0, DeletionRank.first(Math.min(-missing, BURST), active,
                DeletionRank.colocation(related), now));
    }
}
