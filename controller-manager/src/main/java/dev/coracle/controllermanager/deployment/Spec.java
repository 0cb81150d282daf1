package dev.coracle.controllermanager.deployment;

import dev.coracle.controllermanager.workload.Fenceposts;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment's spec as numbers.
 *
 * @param maxSurge pods above {@code replicas}; zero unless rolling
 * @param maxUnavailable pods below {@code replicas}, never more than there are; zero unless rolling
 * @param progressDeadline how long a rollout may stand still; none where nobody asks
 */
record Spec(int replicas, boolean rolling, boolean paused, int maxSurge, int maxUnavailable, int minReadySeconds,
        Optional<Duration> progressDeadline, Optional<Integer> historyLimit) {

    static Spec of(Deployment deployment) {
        DeploymentSpec spec = deployment.getSpec();
        int replicas = spec.getReplicas() == null ? 1 : spec.getReplicas();
        DeploymentStrategy strategy = spec.getStrategy();
        boolean rolling = strategy == null || !"Recreate".equals(strategy.getType());
        Fenceposts posts = rolling
                ? fenceposts(strategy == null ? null : strategy.getRollingUpdate(), replicas)
                : new Fenceposts(0, 0);
        int unavailable = replicas == 0 ? 0 : Math.min(posts.maxUnavailable(), replicas);
        return new Spec(replicas, rolling, Boolean.TRUE.equals(spec.getPaused()), posts.maxSurge(), unavailable,
                Pods.orZero(spec.getMinReadySeconds()),
                bounded(spec.getProgressDeadlineSeconds()).map(Duration::ofSeconds),
                bounded(spec.getRevisionHistoryLimit()));
    }

    /** The most pods that there may be at a time. */
    int mostPods() {
        return replicas + maxSurge;
    }

    /** The fewest available pods that a rollout may leave. */
    int leastAvailable() {
        return replicas - maxUnavailable;
    }

    private static Fenceposts fenceposts(@Nullable RollingUpdateDeployment rolling,
            int replicas) {
        return rolling == null
                ? Fenceposts.of(null, null, replicas)
                : Fenceposts.of(rolling.getMaxSurge(), rolling.getMaxUnavailable(), replicas);
    }

    /** The largest number stands for no limit. */
    private static Optional<Integer> bounded(@Nullable Integer number) {
        return Optional.ofNullable(number).filter(n -> n != Integer.MAX_VALUE);
    }
}
