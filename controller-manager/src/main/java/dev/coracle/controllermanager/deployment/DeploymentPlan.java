package dev.coracle.controllermanager.deployment;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The next step of a Deployment.
 *
 * @param writes what to do to ReplicaSets, in this order
 * @param status the status after that
 * @param revision the revision of today's template, where there is a set of it
 * @param recheck when to look again although nothing happens
 */
public record DeploymentPlan(List<Rollout.Write> writes, DeploymentStatus status, Optional<String> revision,
        Optional<Duration> recheck) {

    /**
     * Decides from what the caches show.
     *
     * @param sets all ReplicaSets of the Deployment
     * @param oldPodsRun whether pods that are not of today's template still run: Recreate waits for them
     */
    public static DeploymentPlan plan(Deployment deployment, List<ReplicaSet> sets, OldPods oldPodsRun, Instant now) {
        Rollout rollout = new Rollout(deployment, sets);
        Conditions conditions = new Conditions(
                deployment.getStatus() == null || deployment.getStatus().getConditions() == null
                        ? List.of()
                        : deployment.getStatus().getConditions(),
                now);
        if (deployment.getMetadata().getDeletionTimestamp() != null) {
            return finish(rollout, Progress.counts(rollout, conditions), conditions, Optional.empty());
        }
        notePause(rollout.spec, conditions);
        rollout.describeCurrent();
        noteFound(rollout, conditions);
        if (rollout.spec.paused() || Scaling.isDue(rollout)) {
            Scaling.apply(rollout);
            if (rollout.spec.paused()) {
                cleanUp(rollout);
            }
            return finish(rollout, Progress.counts(rollout, conditions), conditions, Optional.empty());
        }
        roll(rollout, oldPodsRun, conditions);
        DeploymentStatus status = Progress.counts(rollout, conditions);
        Progress.judge(rollout, status, conditions, now);
        return finish(rollout, status, conditions, Progress.recheck(rollout, status, conditions, now));
    }

    /** Asks about the pods of all sets but one. */
    @FunctionalInterface
    public interface OldPods {
        /** True while a pod that does not belong to {@code current} may still be running. */
        boolean run(Optional<ReplicaSet> current);
    }

    private static void roll(Rollout rollout, OldPods oldPods, Conditions conditions) {
        boolean existed = rollout.current().isPresent();
        if (rollout.spec.rolling()) {
            RollingUpdate.step(rollout);
        } else {
            recreate(rollout, oldPods);
        }
        if (!existed && rollout.spec.progressDeadline().isPresent()) {
            rollout.current().ifPresent(set -> conditions.set(Conditions.PROGRESSING, "True", "NewReplicaSetCreated",
                    "Created new replica set \"" + set.getMetadata().getName() + "\""));
        }
        boolean complete = rollout.deployment.getStatus() != null
                && Progress.isComplete(rollout, rollout.deployment.getStatus());
        if (complete && rollout.writes().isEmpty()) {
            cleanUp(rollout);
        }
    }

    /** All old pods go before the first new one comes. */
    private static void recreate(Rollout rollout, OldPods oldPods) {
        boolean scaled = false;
        for (ReplicaSet set : Sets.active(rollout.old())) {
            scaled |= rollout.scale(set, 0);
        }
        boolean gone = Sets.sum(rollout.old(), Sets::actual) == 0 && !oldPods.run(rollout.current());
        if (!scaled && gone) {
            rollout.scale(rollout.createCurrent(), rollout.spec.replicas());
        }
    }

    /** While paused, the deadline does not count. */
    private static void notePause(Spec spec, Conditions conditions) {
        if (spec.progressDeadline().isEmpty()
                || conditions.has(Conditions.PROGRESSING, Conditions.DEADLINE_EXCEEDED)) {
            return;
        }
        boolean noted = conditions.has(Conditions.PROGRESSING, Conditions.PAUSED);
        if (spec.paused() && !noted) {
            conditions.set(Conditions.PROGRESSING, "Unknown", Conditions.PAUSED, "Deployment is paused");
        } else if (!spec.paused() && noted) {
            conditions.set(Conditions.PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed");
        }
    }

    private static void noteFound(Rollout rollout, Conditions conditions) {
        if (rollout.spec.progressDeadline().isPresent() && conditions.get(Conditions.PROGRESSING).isEmpty()) {
            rollout.current().ifPresent(set -> conditions.set(Conditions.PROGRESSING, "True", "FoundNewReplicaSet",
                    "Found new replica set \"" + set.getMetadata().getName() + "\""));
        }
    }

    /** Old sets without pods are kept for undoing, up to the limit. */
    private static void cleanUp(Rollout rollout) {
        rollout.spec.historyLimit().ifPresent(limit -> {
            List<ReplicaSet> kept = rollout.old().stream()
                    .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
                    .sorted(Comparator.comparingLong(Annotations::revision)).toList();
            kept.subList(0, Math.max(0, kept.size() - limit)).stream().filter(DeploymentPlan::isIdle)
                    .forEach(rollout::delete);
        });
    }

    private static boolean isIdle(ReplicaSet set) {
        Long observed = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
        Long generation = set.getMetadata().getGeneration();
        boolean seen = generation == null || observed != null && observed >= generation;
        return seen && Sets.wanted(set) == 0 && Sets.actual(set) == 0;
    }

    private static DeploymentPlan finish(Rollout rollout, DeploymentStatus status, Conditions conditions,
            Optional<Duration> recheck) {
        status.setConditions(conditions.list());
        Optional<String> revision = rollout.current().map(Annotations::revision).filter(r -> r > 0)
                .map(r -> Long.toString(r));
        return new DeploymentPlan(rollout.writes(), status, revision, recheck);
    }
}
