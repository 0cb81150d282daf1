package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What deciding needs to know of a pod. Immutable, except that nothing else of the API object is kept alive but what
 * {@link #pod} gives back.
 */
public final class PodInfo {

    private final Pod pod;
    private final String key;
    private final String namespace;
    private final Map<String, String> labels;
    private final int priority;
    private final Instant started;
    private final Shape shape;

    private PodInfo(Pod pod) {
        this.pod = pod;
        this.namespace = Objects.requireNonNullElse(pod.getMetadata().getNamespace(), "");
        this.key = namespace + "/" + pod.getMetadata().getName();
        this.labels = pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels();
        this.priority = pod.getSpec().getPriority() == null ? 0 : pod.getSpec().getPriority();
        this.started = instant(pod);
        this.shape = Shape.of(pod.getSpec(), namespace, labels);
    }

    public static PodInfo of(Pod pod) {
        return new PodInfo(pod);
    }

    private static Instant instant(Pod pod) {
        String text = pod.getStatus() != null && pod.getStatus().getStartTime() != null
                ? pod.getStatus().getStartTime()
                : pod.getMetadata().getCreationTimestamp();
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** The API object; never to be changed. */
    public Pod pod() {
        return pod;
    }

    /** {@code namespace/name}. */
    public String key() {
        return key;
    }

    public String uid() {
        return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
    }

    public String name() {
        return pod.getMetadata().getName();
    }

    public String namespace() {
        return namespace;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public int priority() {
        return priority;
    }

    /** When it was started, or made. */
    public Instant started() {
        return started;
    }

    public Shape shape() {
        return shape;
    }

    /** The node it is bound to; empty while it waits. */
    public String nodeName() {
        return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    /** The node that preemption makes room on for it; empty when there is none. */
    public String nominatedNode() {
        return pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getNominatedNodeName(), "");
    }

    public String schedulerName() {
        return Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
    }

    public boolean gated() {
        return !pod.getSpec().getSchedulingGates().isEmpty();
    }

    public boolean terminating() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Succeeded or Failed: it holds nothing any more. */
    public boolean finished() {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    public boolean mayPreempt() {
        return !"Never".equals(pod.getSpec().getPreemptionPolicy());
    }

    public Optional<OwnerReference> controller() {
        return pod.getMetadata().getOwnerReferences().stream().filter(o -> Boolean.TRUE.equals(o.getController()))
                .findFirst();
    }

    @Override
    public String toString() {
        return key;
    }
}
