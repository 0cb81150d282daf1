package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.pod.ContainerState.Phase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is next for a pod, from its specification and how its containers stand; changes nothing itself. Init containers run one
 * after another, those that restart always stay as sidecars, then all others start together; ephemeral ones start when they come. Source:
 * Kubernetes' pod lifecycle, KEP-753 (sidecar containers), KEP-277 (ephemeral containers).
 *
 * @param actions what to do now
 * @param wake    when to look again, if nothing else happens
 */
record PodPlan(List<Action> actions, Optional<Instant> wake) {

    /** The first restart waits so long; each further one twice as long, up to {@link #MAX_BACKOFF}. */
    static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    static final Duration MAX_BACKOFF = Duration.ofMinutes(5);

    /** One thing to do. */
    sealed interface Action {
        record Start(Container container, ContainerRole role) implements Action {}

        /** The container ended and will be started again later: it waits with reason CrashLoopBackOff. */
        record BackOff(String container, Instant until) implements Action {}

        record MarkReady(String container) implements Action {}

        record MarkStarted(String container) implements Action {}

        /** Stops everything for a reason of the pod's own. */
        record Fail(String reason, String message) implements Action {}
    }

    static PodPlan of(Pod pod, Map<String, ContainerState> states, Optional<Instant> podStarted, Duration readyAfter,
            Instant now) {
        Builder plan = new Builder(now, readyAfter);
        Long deadline = pod.getSpec().getActiveDeadlineSeconds();
        if (deadline != null && podStarted.isPresent()) {
            Instant end = podStarted.get().plusSeconds(deadline);
            if (!end.isAfter(now)) {
                return new PodPlan(List.of(new Action.Fail("DeadlineExceeded",
                        "Pod was active on the node longer than the specified deadline")), Optional.empty());
            }
            plan.wakeAt(end);
        }
        String policy = pod.getSpec().getRestartPolicy();
        for (Container container : ContainerRole.EPHEMERAL.of(pod)) {
            planContainer(container, stateOf(states, container), Restart.NEVER, ContainerRole.EPHEMERAL, plan);
        }
        boolean initialized = planInit(pod, states, policy, plan);
        if (initialized) {
            for (Container container : pod.getSpec().getContainers()) {
                planContainer(container, stateOf(states, container), Restart.of(policy, container), ContainerRole.MAIN,
                        plan);
            }
        }
        return new PodPlan(List.copyOf(plan.actions), Optional.ofNullable(plan.wake));
    }

    /** @return whether the pod's own containers may run */
    private static boolean planInit(Pod pod, Map<String, ContainerState> states, String policy, Builder plan) {
        for (Container container : pod.getSpec().getInitContainers()) {
            ContainerState state = stateOf(states, container);
            boolean sidecar = "Always".equals(container.getRestartPolicy());
            Restart restart = sidecar ? Restart.ALWAYS : policy.equals("Never") ? Restart.NEVER : Restart.ON_FAILURE;
            if (!sidecar && state.succeeded()) {
                continue;
            }
            planContainer(container, state, restart, ContainerRole.INIT, plan);
            boolean passed = sidecar && state.phase() instanceof Phase.Running running && running.startupDone();
            if (!passed) {
                return false;
            }
        }
        return true;
    }

    private static void planContainer(Container container, ContainerState state, Restart restart, ContainerRole role,
            Builder plan) {
        switch (state.phase()) {
            case Phase.Waiting waiting -> {
                if (waiting.retryAt().isAfter(plan.now)) {
                    plan.wakeAt(waiting.retryAt());
                } else if (!waiting.reason().equals("InvalidImageName")) {
                    plan.actions.add(new Action.Start(container, role));
                }
            }
            case Phase.Running running -> planProbes(container, running, plan);
            case Phase.Terminated terminated -> {
                if (restart.after(terminated.how().exit().code())) {
                    plan.actions.add(new Action.BackOff(container.getName(),
                            terminated.how().exit().finished().plus(delay(state.backoff()))));
                }
            }
        }
    }

    private static void planProbes(Container container, Phase.Running running, Builder plan) {
        Instant startedUp = running.started().plus(Probes.startup(container));
        if (!running.startupDone()) {
            if (startedUp.isAfter(plan.now)) {
                plan.wakeAt(startedUp);
                return;
            }
            plan.actions.add(new Action.MarkStarted(container.getName()));
        }
        if (!running.ready()) {
            Instant ready = startedUp.plus(Probes.readiness(container, plan.readyAfter));
            if (ready.isAfter(plan.now)) {
                plan.wakeAt(ready);
            } else {
                plan.actions.add(new Action.MarkReady(container.getName()));
            }
        }
    }

    /** 0 for the first restart, then 10 s doubling: upstream restarts a container once at once. */
    static Duration delay(int backoff) {
        if (backoff == 0) {
            return Duration.ZERO;
        }
        Duration delay = FIRST_BACKOFF.multipliedBy(1L << Math.min(backoff - 1, 10));
        return delay.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : delay;
    }

    private static ContainerState stateOf(Map<String, ContainerState> states, Container container) {
        return states.getOrDefault(container.getName(), ContainerState.created());
    }

    /** When a container that ended is started again. */
    enum Restart {
        ALWAYS, ON_FAILURE, NEVER;

        static Restart of(String policy, Container container) {
            String own = container.getRestartPolicy() != null ? container.getRestartPolicy() : policy;
            return switch (own) {
                case "Never" -> NEVER;
                case "OnFailure" -> ON_FAILURE;
                default -> ALWAYS;
            };
        }

        boolean after(int exitCode) {
            return this == ALWAYS || this == ON_FAILURE && exitCode != 0;
        }
    }

    private static final class Builder {
        final List<Action> actions = new ArrayList<>();
        final Instant now;
        final Duration readyAfter;
        @Nullable
        Instant wake;

        Builder(Instant now, Duration readyAfter) {
            this.now = now;
            this.readyAfter = readyAfter;
        }

        void wakeAt(Instant when) {
            wake = wake == null || when.isBefore(wake) ? when : wake;
        }
    }
}
