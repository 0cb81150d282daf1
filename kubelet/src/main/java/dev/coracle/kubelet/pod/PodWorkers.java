package dev.coracle.kubelet.pod;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.wire.Serialization;
import dev.coracle.kubelet.node.NodeDirectory;
import dev.coracle.kubelet.runtime.ContainerLog;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs the pods that are bound to this process's nodes. Watches pods; {@code reconcile}: take in what containers reported → plan → apply →
 * tell the API server, if there is something new to tell. One worker at a time for a pod.
 */
public final class PodWorkers implements AutoCloseable {

    private static final int WORKERS = 32;

    private final ApiClient client;
    private final Informer<Pod> pods;
    private final NodeDirectory nodes;
    private final ContainerRuntime runtime;
    private final EventRecorder events;
    private final Clock clock;
    private final Controller controller;
    private final Map<String, LocalPod> local = new ConcurrentHashMap<>();

    public PodWorkers(ApiClient client, Informer<Pod> pods, NodeDirectory nodes, ContainerRuntime runtime,
            EventRecorder events, Clock clock) {
        this.client = client;
        this.pods = pods;
        this.nodes = nodes;
        this.runtime = runtime;
        this.events = events;
        this.clock = clock;
        this.controller = Controller.named("pod-worker", clock).watches(pods).workers(WORKERS)
                .reconciler(this::reconcile).build();
    }

    public void start() {
        controller.start();
    }

    /** Looks at all pods of a node again, as after its return. */
    public void wake(String node) {
        pods.cache().list().stream().filter(pod -> node.equals(pod.getSpec().getNodeName()))
                .forEach(pod -> controller.queue().add(key(pod)));
    }

    /** The log of a container's present run, or of the one before. */
    public Optional<ContainerLog> log(String namespace, String name, String container, boolean previous) {
        LocalPod pod = local.get(namespace + "/" + name);
        if (pod == null) {
            return Optional.empty();
        }
        return Optional.ofNullable((previous ? pod.previous : pod.running).get(container))
                .map(ContainerRuntime.RunningContainer::log);
    }

    /** A container's present or latest run. */
    public Optional<ContainerRuntime.RunningContainer> container(String namespace, String name, String container) {
        return Optional.ofNullable(local.get(namespace + "/" + name))
                .flatMap(pod -> Optional.ofNullable(pod.running.get(container)));
    }

    public Optional<Pod> pod(String namespace, String name) {
        return pods.cache().get(namespace, name).filter(pod -> nodes.isOurs(pod.getSpec().getNodeName()));
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private Result reconcile(String key) {
        Optional<Pod> found = pods.cache().get(key);
        LocalPod known = local.get(key);
        if (known != null && (found.isEmpty() || isAnother(found.get(), known))) {
            forget(key, known);
        }
        if (found.isEmpty() || !nodes.isRunning(found.get().getSpec().getNodeName())) {
            return Result.done();
        }
        Pod pod = found.get();
        boolean over = isOver(pod);
        if (over && !local.containsKey(key)) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                remove(pod);
            }
            return Result.done();
        }
        LocalPod mine = local.computeIfAbsent(key, k -> adopt(pod));
        mine.over |= over;
        mine.takeExits();
        return pod.getMetadata().getDeletionTimestamp() != null ? windUp(pod, mine) : run(pod, mine);
    }

    /**
     * Whether the pod is not the one that is known here. Neither a deletion nor the end of a pod can be undone, but by taking the whole
     * cluster to another state: then the pod goes on from what it says of itself, as if an earlier kubelet had run it.
     */
    private static boolean isAnother(Pod pod, LocalPod known) {
        return !pod.getMetadata().getUid().equals(known.uid)
                || known.stopping && pod.getMetadata().getDeletionTimestamp() == null || known.over && !isOver(pod)
                || isOver(pod) && known.anyRunning();
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private Result run(Pod pod, LocalPod mine) {
        if (mine.started.isEmpty()) {
            mine.started = Optional.of(clock.now());
        }
        PodActions actions = new PodActions(pod, mine, runtime, events, clock, () -> controller.queue().add(key(pod)));
        Optional<Instant> wake = Optional.empty();
        while (mine.failure.isEmpty()) {
            PodPlan plan = PodPlan.of(pod, mine.states, mine.started, Hints.of(pod).readyAfter().orElse(Duration.ZERO),
                    clock.now());
            wake = plan.wake();
            if (plan.actions().isEmpty()) {
                break;
            }
            plan.actions().forEach(actions::apply);
        }
        tell(pod, mine);
        return wake.map(when -> Result.requeueAfter(Duration.between(clock.now(), when))).orElseGet(Result::done);
    }

    /** The pod is being deleted: stop what runs; when all has stopped, tell so and let it go. */
    private Result windUp(Pod pod, LocalPod mine) {
        if (!mine.stopping) {
            mine.stopping = true;
            long grace = pod.getMetadata().getDeletionGracePeriodSeconds() == null
                    ? 30
                    : pod.getMetadata().getDeletionGracePeriodSeconds();
            PodActions.stopAll(pod, mine, events, Duration.ofSeconds(grace), clock);
        }
        if (mine.anyRunning()) {
            return Result.done();
        }
        tell(pod, mine).ifPresent(this::remove);
        return Result.done();
    }

    /** This version only, as with {@link #tell}. */
    private void remove(Pod pod) {
        try {
            client.resources(Pod.class).delete(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                    DeleteOptions.DEFAULT.withGracePeriodSeconds(0).withUid(pod.getMetadata().getUid())
                            .withResourceVersion(pod.getMetadata().getResourceVersion()));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    private void forget(String key, LocalPod gone) {
        gone.running.values().forEach(container -> container.stop(Duration.ZERO));
        nodes.releaseAddress(gone.address);
        local.remove(key, gone);
    }

    /**
     * Says how the pod does, if that is news, of the version that was looked at and no other: a word that comes late, after the cluster was taken back, would
     * end a pod that lives again, under the same uid. Whatever else was written in between is an event, after which this is said anew.
     *
     * @return the pod as it is then; empty if it has changed meanwhile
     */
    private Optional<Pod> tell(Pod pod, LocalPod mine) {
        PodStatuses.Facts facts = new PodStatuses.Facts(nodes.hostAddress(), mine.address, mine.started, mine.failure,
                mine.stopping);
        PodStatus now = PodStatuses.of(pod, mine.states, facts, clock.now());
        if (now.equals(pod.getStatus())) {
            return Optional.of(pod);
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid()).put("resourceVersion",
                pod.getMetadata().getResourceVersion());
        patch.set("status", Serialization.toTree(now));
        try {
            return Optional.of(client.resources(Pod.class).patch(pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(), PatchType.STRATEGIC, patch, "status"));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A pod new to this process: fresh, or one that an earlier kubelet ran, whose containers go on from where they were. */
    private LocalPod adopt(Pod pod) {
        PodStatus status = pod.getStatus();
        boolean host = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        String before = status == null || status.getPodIP() == null ? "" : status.getPodIP();
        String address = host ? nodes.hostAddress() : nodes.takeAddress(pod.getSpec().getNodeName(), before);
        LocalPod mine = new LocalPod(pod.getMetadata().getUid(), address);
        if ((status == null || status.getStartTime() == null) && portsAreTaken(pod)) {
            mine.failure = Optional.of(new String[]{"NodePorts", "Pod was rejected: Predicate NodePorts failed"});
        }
        if (status != null && status.getStartTime() != null) {
            mine.started = Optional.of(Instant.parse(status.getStartTime()));
            PodActions actions = new PodActions(pod, mine, runtime, events, clock,
                    () -> controller.queue().add(key(pod)));
            for (ContainerRole role : ContainerRole.values()) {
                role.of(status).forEach(one -> actions.takeOver(one, role));
            }
        }
        return mine;
    }

    /** By a pod of the same node that was taken in before. */
    private boolean portsAreTaken(Pod pod) {
        return pods.cache().list().stream()
                .filter(other -> !key(other).equals(key(pod)) && local.containsKey(key(other)) && !isOver(other)
                        && pod.getSpec().getNodeName().equals(other.getSpec().getNodeName()))
                .anyMatch(other -> HostPorts.conflict(pod, other));
    }

    @Override
    public void close() {
        controller.close();
    }
}
