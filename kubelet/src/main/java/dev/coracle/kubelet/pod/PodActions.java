package dev.coracle.kubelet.pod;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.kubelet.pod.ContainerState.Ended;
import dev.coracle.kubelet.pod.ContainerState.Phase;
import dev.coracle.kubelet.runtime.ContainerConfig;
import dev.coracle.kubelet.runtime.ContainerExit;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.ContainerRuntime.RunningContainer;
import dev.coracle.kubelet.runtime.ImagePull;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Does what a {@link PodPlan} says, on the runtime and on the local pod, and reports events as a kubelet does. */
final class PodActions {

    /** A container that ran this long is sound: the next restart has no delay. */
    private static final Duration SOUND = Duration.ofMinutes(10);

    private final Pod pod;
    private final LocalPod mine;
    private final ContainerRuntime runtime;
    private final EventRecorder events;
    private final Clock clock;
    private final Runnable wake;

    /** @param wake makes the pod's worker look again */
    PodActions(Pod pod, LocalPod mine, ContainerRuntime runtime, EventRecorder events, Clock clock, Runnable wake) {
        this.pod = pod;
        this.mine = mine;
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
        this.wake = wake;
    }

    void apply(PodPlan.Action action) {
        switch (action) {
            case PodPlan.Action.Start start -> start(start.container(), start.role());
            case PodPlan.Action.BackOff wait -> backOff(wait);
            case PodPlan.Action.MarkStarted started -> mark(started.container(), true, false);
            case PodPlan.Action.MarkReady ready -> mark(ready.container(), true, true);
            case PodPlan.Action.Fail fail -> fail(fail);
        }
    }

    private ContainerState state(String container) {
        return mine.states.getOrDefault(container, ContainerState.created());
    }

    private void start(Container container, ContainerRole role) {
        String name = container.getName();
        ContainerState before = state(name);
        switch (runtime.pullImage(container.getImage())) {
            case ImagePull.Pulled pulled -> {
                int restarts = before.previous().isPresent() ? before.restarts() + 1 : before.restarts();
                ContainerState next = new ContainerState(before.phase(), restarts, before.previous(), before.backoff());
                mine.states.put(name, next);
                run(container, role, pulled.id(), clock.now());
                events.event(pod, EventRecorder.NORMAL, "Pulled",
                        "Container image \"" + container.getImage() + "\" already present on machine");
                events.event(pod, EventRecorder.NORMAL, "Created", "Container created");
                events.event(pod, EventRecorder.NORMAL, "Started", "Container started");
            }
            case ImagePull.Failed failed -> pullFailed(container, before, failed);
        }
    }

    private void pullFailed(Container container, ContainerState before, ImagePull.Failed failed) {
        int tries = before.backoff() + 1;
        boolean again = failed.reason().equals("ErrImagePull");
        String reason = again && before.backoff() > 0 ? "ImagePullBackOff" : failed.reason();
        String message = reason.equals("ImagePullBackOff")
                ? "Back-off pulling image \"" + container.getImage() + "\": " + failed.message()
                : failed.message();
        Instant retry = again ? clock.now().plus(PodPlan.delay(tries)) : Instant.MAX;
        mine.states.put(container.getName(), new ContainerState(new Phase.Waiting(reason, message, retry),
                before.restarts(), before.previous(), tries));
        events.event(pod, EventRecorder.WARNING, again ? "Failed" : "InspectFailed",
                "Failed to pull image \"" + container.getImage() + "\": " + failed.message());
    }

    private void run(Container container, ContainerRole role, String imageId, Instant started) {
        String name = container.getName();
        ContainerState state = state(name);
        boolean mayEnd = switch (role) {
            case INIT -> !"Always".equals(container.getRestartPolicy())
                    || !"Always".equals(pod.getSpec().getRestartPolicy());
            case MAIN -> !"Always".equals(pod.getSpec().getRestartPolicy());
            case EPHEMERAL -> false; // somebody is going to look around in it
        };
        ContainerConfig.Hints hints = role == ContainerRole.MAIN ? Hints.of(pod) : ContainerConfig.Hints.NONE;
        ContainerConfig config = new ContainerConfig(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                name, container.getImage(),
                listOf(container.getCommand()), listOf(container.getArgs()),
                Environment.of(pod, container, mine.address), pod.getSpec().getNodeName(),
                hostPaths(container), mayEnd, state.restarts(), started, hints);
        AtomicReference<ContainerExit> early = new AtomicReference<>();
        AtomicReference<RunningContainer> its = new AtomicReference<>();
        RunningContainer running = runtime.start(config, exit -> {
            early.set(exit);
            report(its.get(), exit);
        });
        its.set(running);
        RunningContainer last = mine.running.put(name, running);
        if (last != null) {
            mine.previous.put(name, last);
        }
        boolean probesStartup = container.getStartupProbe() != null;
        mine.states.put(name, state.with(new Phase.Running(running.id(), imageId, started, !probesStartup, false)));
        // It may have ended before its handle was known here.
        if (early.get() != null) {
            report(running, early.get());
        }
    }

    private void report(@org.jspecify.annotations.Nullable RunningContainer container, ContainerExit exit) {
        if (container != null) {
            mine.exited(container.id(), exit);
            wake.run();
        }
    }

    private Map<String, String> hostPaths(Container container) {
        Map<String, String> paths = new HashMap<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            for (VolumeMount mount : container.getVolumeMounts()) {
                if (volume.getHostPath() != null && mount.getName().equals(volume.getName())) {
                    paths.put(mount.getMountPath(), volume.getHostPath().getPath());
                }
            }
        }
        return paths;
    }

    private static List<String> listOf(@org.jspecify.annotations.Nullable List<String> words) {
        return words == null ? List.of() : words;
    }

    private void backOff(PodPlan.Action.BackOff wait) {
        ContainerState before = state(wait.container());
        Ended ended = before.ended().orElseThrow();
        boolean sound = Duration.between(ended.started(), ended.exit().finished()).compareTo(SOUND) > 0;
        Duration delay = PodPlan.delay(before.backoff());
        String message = "back-off " + delay.toSeconds() + "s restarting failed container=" + wait.container() + " pod="
                + pod.getMetadata().getName() + "_"
                + pod.getMetadata().getNamespace() + "(" + pod.getMetadata().getUid() + ")";
        Phase next = new Phase.Waiting("CrashLoopBackOff", message, sound ? Instant.MIN : wait.until());
        mine.states.put(wait.container(),
                new ContainerState(next, before.restarts(), Optional.of(ended), sound ? 0 : before.backoff() + 1));
        if (!delay.isZero()) {
            events.event(pod, EventRecorder.WARNING, "BackOff",
                    "Back-off restarting failed container " + wait.container() + " in pod "
                            + pod.getMetadata().getName() + "_" + pod.getMetadata().getNamespace() + "("
                            + pod.getMetadata().getUid() + ")");
        }
    }

    private void mark(String container, boolean started, boolean ready) {
        if (state(container).phase() instanceof Phase.Running run) {
            mine.states.put(container, state(container)
                    .with(new Phase.Running(run.id(), run.imageId(), run.started(), started, ready || run.ready())));
        }
    }

    private void fail(PodPlan.Action.Fail fail) {
        mine.failure = Optional.of(new String[]{fail.reason(), fail.message()});
        events.event(pod, EventRecorder.NORMAL, "Killing", fail.message());
        mine.running.values().forEach(container -> container.stop(Duration.ofSeconds(1)));
    }

    /** Asks all containers to end, after what their preStop hooks take. */
    static void stopAll(Pod pod, LocalPod mine, EventRecorder events, Duration grace, Clock clock) {
        ContainerRole.all(pod)
                .forEach(container -> {
                    RunningContainer running = mine.running.get(container.getName());
                    ContainerState state = mine.states.get(container.getName());
                    if (running != null && state != null && state.running()) {
                        events.event(pod, EventRecorder.NORMAL, "Killing", "Stopping container " + container.getName());
                        Duration hook = preStop(container).compareTo(grace) < 0 ? preStop(container) : grace;
                        if (hook.isZero()) {
                            running.stop(grace);
                        } else {
                            clock.schedule(hook, () -> running.stop(grace.minus(hook)));
                        }
                    }
                });
    }

    private static Duration preStop(Container container) {
        Lifecycle lifecycle = container.getLifecycle();
        if (lifecycle == null || lifecycle.getPreStop() == null || lifecycle.getPreStop().getSleep() == null) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(lifecycle.getPreStop().getSleep().getSeconds());
    }

    /** Goes on with a container that an earlier kubelet ran: its status says where it was. */
    void takeOver(ContainerStatus status, ContainerRole role) {
        Optional<Container> spec = role.of(pod).stream().filter(c -> c.getName().equals(status.getName())).findFirst();
        if (spec.isEmpty() || status.getState() == null) {
            return;
        }
        Optional<Ended> last = status.getLastState() == null
                ? Optional.empty()
                : ended(status.getLastState().getTerminated(), status);
        int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
        mine.states.put(status.getName(), new ContainerState(ContainerState.created().phase(), restarts, last, 0));
        if (status.getState().getRunning() != null) {
            Instant started = Instant.parse(status.getState().getRunning().getStartedAt());
            run(spec.get(), role, String.valueOf(status.getImageID()), started);
            mark(status.getName(), Boolean.TRUE.equals(status.getStarted()), Boolean.TRUE.equals(status.getReady()));
        } else {
            ended(status.getState().getTerminated(), status).ifPresent(how -> mine.states.put(status.getName(),
                    new ContainerState(new Phase.Terminated(how), restarts, last, 0)));
        }
    }

    private Optional<Ended> ended(@org.jspecify.annotations.Nullable ContainerStateTerminated terminated,
            ContainerStatus status) {
        if (terminated == null || terminated.getExitCode() == null) {
            return Optional.empty();
        }
        Instant finished = terminated.getFinishedAt() == null ? clock.now() : Instant.parse(terminated.getFinishedAt());
        Instant started = terminated.getStartedAt() == null ? finished : Instant.parse(terminated.getStartedAt());
        return Optional.of(new Ended(String.valueOf(terminated.getContainerID()), String.valueOf(status.getImageID()),
                started,
                new ContainerExit(terminated.getExitCode(), String.valueOf(terminated.getReason()), "", finished)));
    }
}
