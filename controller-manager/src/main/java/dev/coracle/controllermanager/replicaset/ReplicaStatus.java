package dev.coracle.controllermanager.replicaset;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The status of a set of replicas, counted from its pods. */
final class ReplicaStatus {

    /** Why the last attempt to reach the wanted number failed: the reason and message of {@code ReplicaFailure}. */
    record Failure(String reason, String message) {}

    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private ReplicaStatus() {}

    static ReplicaSetStatus of(Replicated set, List<Pod> active, int terminating, Optional<Failure> failure,
            Instant now) {
        ReplicaSetStatus status = Copies.deepCopy(set.status());
        var templateLabels = PodTemplates.labels(set.template());
        status.setReplicas(active.size());
        status.setFullyLabeledReplicas(
                count(active.stream().filter(p -> Selectors.contains(Pods.labels(p), templateLabels)).count()));
        status.setReadyReplicas(count(active.stream().filter(Pods::isReady).count()));
        status.setAvailableReplicas(count(
                active.stream().filter(p -> Pods.isAvailable(p, set.minReadySeconds(), now)).count()));
        if (set.owner().getKind().equals("ReplicaSet")) {
            status.setTerminatingReplicas(terminating);
        }
        status.setObservedGeneration(set.owner().getMetadata().getGeneration());
        status.setConditions(conditions(status.getConditions(), failure, now));
        return status;
    }

    /** True where the server already says all of {@code next}; counts that it leaves out are zero. */
    static boolean same(ReplicaSetStatus now, ReplicaSetStatus next) {
        return Pods.orZero(now.getReplicas()) == next.getReplicas()
                && Pods.orZero(now.getFullyLabeledReplicas()) == next.getFullyLabeledReplicas()
                && Pods.orZero(now.getReadyReplicas()) == next.getReadyReplicas()
                && Pods.orZero(now.getAvailableReplicas()) == next.getAvailableReplicas()
                && Pods.orZero(now.getTerminatingReplicas()) == Pods.orZero(next.getTerminatingReplicas())
                && next.getObservedGeneration().equals(now.getObservedGeneration())
                && now.getConditions().equals(next.getConditions());
    }

    private static List<ReplicaSetCondition> conditions(List<ReplicaSetCondition> old, Optional<Failure> failure,
            Instant now) {
        List<ReplicaSetCondition> result = new ArrayList<>(old);
        if (failure.isEmpty()) {
            result.removeIf(c -> c.getType().equals(REPLICA_FAILURE));
        } else if (result.stream().noneMatch(c -> c.getType().equals(REPLICA_FAILURE))) {
            ReplicaSetCondition condition = new ReplicaSetCondition();
            condition.setType(REPLICA_FAILURE);
            condition.setStatus("True");
            condition.setReason(failure.get().reason());
            condition.setMessage(failure.get().message());
            condition.setLastTransitionTime(Times.format(now));
            result.add(condition);
        }
        return result;
    }

    private static int count(long number) {
        return Math.toIntExact(number);
    }
}
