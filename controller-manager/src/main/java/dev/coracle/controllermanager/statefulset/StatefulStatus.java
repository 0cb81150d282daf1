package dev.coracle.controllermanager.statefulset;

import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The status of a StatefulSet, counted from its pods. */
final class StatefulStatus {

    private StatefulStatus() {}

    /**
     * Counts.
     *
     * @param replaced pods of the current revision that are being deleted for the update
     */
    static StatefulSetStatus of(StatefulSet set, String currentRevision, String updateRevision, int collisionCount,
            Collection<Pod> pods, int replaced, Instant now) {
        StatefulSpec spec = StatefulSpec.of(set);
        List<Pod> staying = pods.stream().filter(pod -> !Pods.isTerminating(pod)).toList();
        List<Pod> ready = pods.stream().filter(pod -> Pods.phase(pod).equals("Running") && Pods.isReady(pod)).toList();
        StatefulSetStatus status = new StatefulSetStatus();
        status.setObservedGeneration(set.getMetadata().getGeneration());
        status.setReplicas(pods.size());
        status.setReadyReplicas(ready.size());
        status.setAvailableReplicas(
                (int) ready.stream().filter(pod -> Pods.isAvailable(pod, spec.minReadySeconds(), now)).count());
        status.setCurrentReplicas(Math.max(0, ofRevision(staying, currentRevision) - replaced));
        status.setUpdatedReplicas(ofRevision(staying, updateRevision));
        status.setCurrentRevision(currentRevision);
        status.setUpdateRevision(updateRevision);
        status.setCollisionCount(collisionCount);
        if (set.getStatus() != null && set.getStatus().getConditions() != null) {
            status.setConditions(set.getStatus().getConditions());
        }
        completeUpdate(spec, status);
        return status;
    }

    /** When every pod is of the update revision and ready, that revision becomes the current one. */
    private static void completeUpdate(StatefulSpec spec, StatefulSetStatus status) {
        if (spec.rolling() && status.getUpdatedReplicas() == spec.replicas()
                && status.getReadyReplicas() == spec.replicas() && status.getReplicas() == spec.replicas()) {
            status.setCurrentReplicas(status.getUpdatedReplicas());
            status.setCurrentRevision(status.getUpdateRevision());
        }
    }

    private static int ofRevision(List<Pod> pods, String revision) {
        return (int) pods.stream().filter(pod -> StatefulPods.revision(pod).equals(revision)).count();
    }
}
