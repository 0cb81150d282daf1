package dev.coracle.controllermanager.workload;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pod's metadata and status say about it: pure questions, answered without null. */
public final class Pods {

    private Pods() {}

    public static Map<String, String> labels(HasMetadata object) {
        return orEmpty(object.getMetadata().getLabels());
    }

    public static Map<String, String> annotations(HasMetadata object) {
        return orEmpty(object.getMetadata().getAnnotations());
    }

    public static List<String> finalizers(HasMetadata object) {
        List<String> finalizers = object.getMetadata().getFinalizers();
        return finalizers == null ? List.of() : finalizers;
    }

    public static boolean isTerminating(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** The phase, empty for a pod that has none yet. */
    public static String phase(Pod pod) {
        PodStatus status = pod.getStatus();
        return status == null || status.getPhase() == null ? "" : status.getPhase();
    }

    public static boolean isFailed(Pod pod) {
        return phase(pod).equals("Failed");
    }

    public static boolean isSucceeded(Pod pod) {
        return phase(pod).equals("Succeeded");
    }

    /** True for a pod whose containers have all ended for good. */
    public static boolean isTerminal(Pod pod) {
        return isFailed(pod) || isSucceeded(pod);
    }

    /** True for a pod that counts as a replica: neither ended nor on its way out. */
    public static boolean isActive(Pod pod) {
        return !isTerminal(pod) && !isTerminating(pod);
    }

    /** The name of the node that the pod is bound to, empty for none. */
    public static String nodeName(Pod pod) {
        return pod.getSpec() == null || pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName();
    }

    public static Optional<PodCondition> condition(Pod pod, String type) {
        if (pod.getStatus() == null || pod.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return pod.getStatus().getConditions().stream().filter(c -> type.equals(c.getType())).findFirst();
    }

    public static boolean isReady(Pod pod) {
        return condition(pod, "Ready").filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    /** Since when the pod has been ready; nothing for one that is not, or that does not say. */
    public static Optional<Instant> readySince(Pod pod) {
        return condition(pod, "Ready").filter(c -> "True".equals(c.getStatus()))
                .flatMap(c -> Times.parse(c.getLastTransitionTime()));
    }

    /** True for a pod that has been ready for {@code minReadySeconds}. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        if (!isReady(pod)) {
            return false;
        }
        return minReadySeconds == 0 || untilAvailable(pod, minReadySeconds, now).filter(Duration::isZero).isPresent();
    }

    /** How long until a ready pod is available: zero for one that is; nothing for one that isn't ready. */
    public static Optional<Duration> untilAvailable(Pod pod, int minReadySeconds, Instant now) {
        return readySince(pod).map(since -> {
            Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
            return left.isNegative() ? Duration.ZERO : left;
        });
    }

    /** The shortest wait until another of {@code pods} becomes available. */
    public static Optional<Duration> nextAvailable(Collection<Pod> pods, int minReadySeconds, Instant now) {
        if (minReadySeconds <= 0) {
            return Optional.empty();
        }
        return pods.stream().map(pod -> untilAvailable(pod, minReadySeconds, now)).flatMap(Optional::stream)
                .filter(Duration::isPositive).min(Duration::compareTo);
    }

    /** The largest restart count among the containers. */
    public static int restarts(Pod pod) {
        if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) {
            return 0;
        }
        return pod.getStatus().getContainerStatuses().stream().map(ContainerStatus::getRestartCount)
                .mapToInt(Pods::orZero).max().orElse(0);
    }

    /** When the object was made; the epoch for one that does not say. */
    public static Instant created(HasMetadata object) {
        return Times.parse(object.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    /** The number, or zero for none. */
    public static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
