package dev.coracle.controllermanager.deployment;

import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static dev.coracle.controllermanager.workload.Pods.orZero;

/** How far a rollout has come: the status and its conditions. */
final class Progress {

    private Progress() {}

    /** The counts, and whether enough pods are available. */
    static DeploymentStatus counts(Rollout rollout, Conditions conditions) {
        List<ReplicaSet> all = rollout.all();
        int available = Sets.sum(all, Sets::available);
        DeploymentStatus status = new DeploymentStatus();
        status.setObservedGeneration(rollout.deployment.getMetadata().getGeneration());
        status.setReplicas(Sets.sum(all, Sets::actual));
        status.setUpdatedReplicas(rollout.current().map(Sets::actual).orElse(0));
        status.setReadyReplicas(Sets.sum(all, Sets::ready));
        status.setAvailableReplicas(available);
        status.setUnavailableReplicas(Math.max(0, Sets.sum(all, Sets::wanted) - available));
        status.setTerminatingReplicas(Sets.sum(all, Sets::terminating));
        if (rollout.deployment.getStatus() != null) {
            status.setCollisionCount(rollout.deployment.getStatus().getCollisionCount());
        }
        if (available >= rollout.spec.leastAvailable()) {
            conditions.set(Conditions.AVAILABLE, "True", "MinimumReplicasAvailable",
                    "Deployment has minimum availability.");
        } else {
            conditions.set(Conditions.AVAILABLE, "False", "MinimumReplicasUnavailable",
                    "Deployment does not have minimum availability.");
        }
        return status;
    }

    /** Says in the conditions whether the rollout is done, moves, or has stood still for too long. */
    static void judge(Rollout rollout, DeploymentStatus next, Conditions conditions, Instant now) {
        if (rollout.spec.progressDeadline().isEmpty()) {
            conditions.remove(Conditions.PROGRESSING);
        } else if (!wasComplete(next, conditions)) {
            judgeMovement(rollout, next, conditions, now);
        }
        failure(rollout).ifPresentOrElse(
                c -> conditions.set(Conditions.REPLICA_FAILURE, c.status(), c.reason(), c.message()),
                () -> conditions.remove(Conditions.REPLICA_FAILURE));
    }

    static boolean isComplete(Rollout rollout, DeploymentStatus status) {
        int replicas = rollout.spec.replicas();
        Long observed = status.getObservedGeneration();
        Long generation = rollout.deployment.getMetadata().getGeneration();
        return orZero(status.getUpdatedReplicas()) == replicas && orZero(status.getReplicas()) == replicas
                && orZero(status.getAvailableReplicas()) == replicas
                && (generation == null || observed != null && observed >= generation);
    }

    /** When to look again whether the deadline has passed: nobody sends an event for what does not happen. */
    static Optional<Duration> recheck(Rollout rollout, DeploymentStatus next, Conditions conditions, Instant now) {
        Optional<DeploymentCondition> progressing = conditions.get(Conditions.PROGRESSING);
        if (progressing.isEmpty() || isComplete(rollout, next)
                || conditions.has(Conditions.PROGRESSING, Conditions.DEADLINE_EXCEEDED)) {
            return Optional.empty();
        }
        return rollout.spec.progressDeadline().map(deadline -> {
            Instant from = Times.parse(progressing.get().getLastUpdateTime()).orElse(now);
            Duration left = Duration.between(now, from.plus(deadline));
            return (left.isNegative() ? Duration.ZERO : left).plusSeconds(1);
        });
    }

    /** A finished rollout stays finished when pods come and go later; only a new template begins another. */
    private static boolean wasComplete(DeploymentStatus next, Conditions conditions) {
        return orZero(next.getReplicas()) == orZero(next.getUpdatedReplicas())
                && conditions.has(Conditions.PROGRESSING, Conditions.NEW_SET_AVAILABLE);
    }

    private static void judgeMovement(Rollout rollout, DeploymentStatus next, Conditions conditions, Instant now) {
        String subject = rollout.current().map(set -> "ReplicaSet \"" + set.getMetadata().getName() + "\"")
                .orElseGet(() -> "Deployment \"" + rollout.deployment.getMetadata().getName() + "\"");
        if (isComplete(rollout, next)) {
            conditions.set(Conditions.PROGRESSING, "True", Conditions.NEW_SET_AVAILABLE,
                    subject + " has successfully progressed.");
        } else if (hasMoved(rollout.deployment, next)) {
            conditions.refresh(Conditions.PROGRESSING, "True", "ReplicaSetUpdated", subject + " is progressing.");
        } else if (isTimedOut(rollout, conditions, now)) {
            conditions.set(Conditions.PROGRESSING, "False", Conditions.DEADLINE_EXCEEDED,
                    subject + " has timed out progressing.");
        }
    }

    private static boolean hasMoved(Deployment deployment, DeploymentStatus next) {
        DeploymentStatus before = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int oldBefore = orZero(before.getReplicas()) - orZero(before.getUpdatedReplicas());
        int oldNext = orZero(next.getReplicas()) - orZero(next.getUpdatedReplicas());
        return orZero(next.getUpdatedReplicas()) > orZero(before.getUpdatedReplicas()) || oldNext < oldBefore
                || orZero(next.getReadyReplicas()) > orZero(before.getReadyReplicas())
                || orZero(next.getAvailableReplicas()) > orZero(before.getAvailableReplicas());
    }

    private static boolean isTimedOut(Rollout rollout, Conditions conditions, Instant now) {
        Optional<DeploymentCondition> progressing = conditions.get(Conditions.PROGRESSING);
        if (progressing.isEmpty() || conditions.has(Conditions.PROGRESSING, Conditions.NEW_SET_AVAILABLE)) {
            return false;
        }
        if (conditions.has(Conditions.PROGRESSING, Conditions.DEADLINE_EXCEEDED)) {
            return true;
        }
        Instant from = Times.parse(progressing.get().getLastUpdateTime()).orElse(now);
        return rollout.spec.progressDeadline().filter(deadline -> from.plus(deadline).isBefore(now)).isPresent();
    }

    private record Failure(String status, String reason, String message) {}

    /** Why a set can't get its pods: today's set is asked first. */
    private static Optional<Failure> failure(Rollout rollout) {
        List<ReplicaSet> asked = new ArrayList<>();
        rollout.current().ifPresent(asked::add);
        asked.addAll(rollout.old());
        return asked.stream().filter(set -> set.getStatus() != null && set.getStatus().getConditions() != null)
                .flatMap(set -> set.getStatus().getConditions().stream())
                .filter(c -> c.getType().equals(Conditions.REPLICA_FAILURE)).findFirst()
                .map(c -> new Failure(c.getStatus(), String.valueOf(c.getReason()), String.valueOf(c.getMessage())));
    }
}
