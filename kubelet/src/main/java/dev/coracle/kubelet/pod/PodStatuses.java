package dev.coracle.kubelet.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.kubelet.pod.ContainerState.Ended;
import dev.coracle.kubelet.pod.ContainerState.Phase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node says of a pod: a pure function of the pod, how its containers stand, and what was said before. */
final class PodStatuses {

    /** What a pod has on its node. @param failure reason and message if the pod as a whole failed */
    record Facts(String hostIp, String podIp, Optional<Instant> started, Optional<String[]> failure,
            boolean stopping) {}

    private PodStatuses() {}

    static PodStatus of(Pod pod, Map<String, ContainerState> states, Facts facts, Instant now) {
        List<ContainerStatus> init = statuses(ContainerRole.INIT, pod, states, facts);
        List<ContainerStatus> main = statuses(ContainerRole.MAIN, pod, states, facts);
        String phase = phase(pod, states, facts);
        PodStatus before = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        boolean initialized = initialized(pod, states) || phase.equals("Succeeded");
        boolean ready = !over && initialized && main.stream().allMatch(c -> Boolean.TRUE.equals(c.getReady()))
                && sidecarsReady(pod, init);
        Conditions conditions = new Conditions(pod, now);
        conditions.set("PodReadyToStartContainers", facts.started().isPresent() && !over, "", "");
        conditions.set("Initialized", initialized,
                initialized ? over && phase.equals("Succeeded") ? "PodCompleted" : "" : "ContainersNotInitialized",
                initialized ? "" : "containers with incomplete status: " + unfinished(pod, states));
        String whyNot = over ? phase.equals("Succeeded") ? "PodCompleted" : "PodFailed" : "ContainersNotReady";
        String which = over ? "" : "containers with unready status: " + unready(main);
        conditions.set("ContainersReady", ready, ready ? "" : whyNot, ready ? "" : which);
        boolean gates = conditions.gatesOpen();
        conditions.set("Ready", ready && gates, ready ? gates ? "" : "ReadinessGatesNotReady" : whyNot,
                ready ? "" : which);
        conditions.keepOthers(before);
        PodStatusBuilder status = new PodStatusBuilder(before).withPhase(phase).withConditions(conditions.made())
                .withHostIP(facts.hostIp()).withHostIPs(new HostIP(facts.hostIp())).withContainerStatuses(main)
                .withInitContainerStatuses(init)
                .withEphemeralContainerStatuses(statuses(ContainerRole.EPHEMERAL, pod, states, facts).stream()
                        .map(PodStatuses::neverReady).toList());
        if (pod.getMetadata().getGeneration() != null) {
            status.withObservedGeneration(pod.getMetadata().getGeneration());
        }
        facts.started().ifPresent(started -> status.withStartTime(Meta.time(started)));
        if (!facts.podIp().isEmpty()) {
            status.withPodIP(facts.podIp()).withPodIPs(new PodIP(facts.podIp()));
        }
        facts.failure().ifPresent(why -> status.withReason(why[0]).withMessage(why[1]));
        return status.build();
    }

    /** Source: Kubernetes' pod phase. */
    static String phase(Pod pod, Map<String, ContainerState> states, Facts facts) {
        if (facts.failure().isPresent()) {
            return "Failed";
        }
        String policy = pod.getSpec().getRestartPolicy();
        for (Container init : pod.getSpec().getInitContainers()) {
            ContainerState state = states.get(init.getName());
            boolean failed = state != null && state.ended().filter(e -> e.exit().code() != 0).isPresent();
            if (failed && policy.equals("Never") && !"Always".equals(init.getRestartPolicy())) {
                return "Failed";
            }
        }
        int waiting = 0;
        int running = 0;
        int succeeded = 0;
        int failed = 0;
        for (Container container : pod.getSpec().getContainers()) {
            ContainerState state = states.getOrDefault(container.getName(), ContainerState.created());
            switch (state.phase()) {
                case Phase.Waiting w -> {
                    if (state.previous().isPresent()) {
                        running++;
                    } else {
                        waiting++;
                    }
                }
                case Phase.Running r -> running++;
                case Phase.Terminated t -> {
                    if (!facts.stopping() && PodPlan.Restart.of(policy, container).after(t.how().exit().code())) {
                        running++;
                    } else if (t.how().exit().code() == 0) {
                        succeeded++;
                    } else {
                        failed++;
                    }
                }
            }
        }
        if (!initialized(pod, states) && running + succeeded + failed == 0 || waiting > 0) {
            return "Pending";
        }
        return running > 0 ? "Running" : failed > 0 ? "Failed" : "Succeeded";
    }

    static boolean initialized(Pod pod, Map<String, ContainerState> states) {
        return unfinished(pod, states).equals("[]");
    }

    private static String unfinished(Pod pod, Map<String, ContainerState> states) {
        List<String> names = new ArrayList<>();
        for (Container init : pod.getSpec().getInitContainers()) {
            ContainerState state = states.getOrDefault(init.getName(), ContainerState.created());
            boolean done = "Always".equals(init.getRestartPolicy())
                    ? state.running() || state.previous().isPresent()
                    : state.succeeded();
            if (!done) {
                names.add(init.getName());
            }
        }
        return "[" + String.join(" ", names) + "]";
    }

    private static String unready(List<ContainerStatus> statuses) {
        return "["
                + String.join(" ",
                        statuses.stream().filter(c -> !Boolean.TRUE.equals(c.getReady())).map(ContainerStatus::getName)
                                .toList())
                + "]";
    }

    private static boolean sidecarsReady(Pod pod, List<ContainerStatus> init) {
        for (int i = 0; i < init.size(); i++) {
            boolean sidecar = "Always".equals(pod.getSpec().getInitContainers().get(i).getRestartPolicy());
            if (sidecar && !Boolean.TRUE.equals(init.get(i).getReady())) {
                return false;
            }
        }
        return true;
    }

    /** Nobody probes it, and nobody is sent to it. */
    private static ContainerStatus neverReady(ContainerStatus ephemeral) {
        return new ContainerStatusBuilder(ephemeral).withReady(false).withStarted(null).build();
    }

    private static List<ContainerStatus> statuses(ContainerRole role, Pod pod, Map<String, ContainerState> states,
            Facts facts) {
        List<Container> containers = role.of(pod);
        boolean init = role == ContainerRole.INIT;
        List<ContainerStatus> found = new ArrayList<>();
        for (Container container : containers) {
            ContainerState state = states.getOrDefault(container.getName(), ContainerState.created());
            ContainerStatusBuilder status = new ContainerStatusBuilder().withName(container.getName())
                    .withImage(container.getImage()).withImageID("").withRestartCount(state.restarts()).withReady(false)
                    .withStarted(false);
            switch (state.phase()) {
                case Phase.Waiting waiting -> {
                    boolean notYet = init && waiting.reason().equals("ContainerCreating");
                    String reason = notYet || !initDone(containers, facts) ? "PodInitializing" : waiting.reason();
                    status.withNewState().withNewWaiting().withReason(reason)
                            .withMessage(waiting.message().isEmpty() ? null : waiting.message()).endWaiting()
                            .endState();
                }
                case Phase.Running running -> status.withReady(running.ready()).withStarted(running.startupDone())
                        .withContainerID(running.id()).withImageID(running.imageId()).withNewState().withNewRunning()
                        .withStartedAt(Meta.time(running.started())).endRunning().endState();
                case Phase.Terminated terminated -> {
                    Ended how = terminated.how();
                    status.withReady(init && how.exit().code() == 0).withContainerID(how.id())
                            .withImageID(how.imageId())
                            .withState(terminated(how));
                }
            }
            state.previous().ifPresent(before -> status.withLastState(terminated(before)));
            found.add(status.build());
        }
        return found;
    }

    private static boolean initDone(List<Container> containers, Facts facts) {
        return facts.started().isPresent() || containers.isEmpty();
    }

    private static io.fabric8.kubernetes.api.model.ContainerState terminated(Ended how) {
        return new io.fabric8.kubernetes.api.model.ContainerStateBuilder().withNewTerminated()
                .withExitCode(how.exit().code())
                .withReason(how.exit().reason())
                .withMessage(how.exit().message().isEmpty() ? null : how.exit().message())
                .withStartedAt(Meta.time(how.started())).withFinishedAt(Meta.time(how.exit().finished()))
                .withContainerID(how.id()).endTerminated().build();
    }

    /** Conditions whose transition times change only when they do. */
    private static final class Conditions {
        private final Pod pod;
        private final Instant now;
        private final List<PodCondition> made = new ArrayList<>();

        Conditions(Pod pod, Instant now) {
            this.pod = pod;
            this.now = now;
        }

        void set(String type, boolean holds, String reason, String message) {
            String status = holds ? "True" : "False";
            Optional<PodCondition> before = before(type);
            String since = before.filter(c -> status.equals(c.getStatus())).map(PodCondition::getLastTransitionTime)
                    .orElse(Meta.time(now));
            PodConditionBuilder condition = new PodConditionBuilder().withType(type).withStatus(status)
                    .withLastTransitionTime(since).withReason(reason.isEmpty() ? null : reason)
                    .withMessage(message.isEmpty() ? null : message);
            if (pod.getMetadata().getGeneration() != null) {
                condition.withObservedGeneration(pod.getMetadata().getGeneration());
            }
            made.add(condition.build());
        }

        boolean gatesOpen() {
            return pod.getSpec().getReadinessGates() == null || pod.getSpec().getReadinessGates().stream()
                    .allMatch(gate -> before(gate.getConditionType()).filter(c -> "True".equals(c.getStatus()))
                            .isPresent());
        }

        void keepOthers(PodStatus before) {
            for (PodCondition condition : before.getConditions()) {
                if (made.stream().noneMatch(c -> c.getType().equals(condition.getType()))) {
                    made.add(condition);
                }
            }
        }

        List<PodCondition> made() {
            return made;
        }

        private Optional<PodCondition> before(String type) {
            return pod.getStatus() == null
                    ? Optional.empty()
                    : pod.getStatus().getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
        }
    }
}
