package dev.coracle.controllermanager.workload;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Which pods go first when there are too many: those of least use, then those that share a node with most others of
 * their kind, then the youngest. Ages count by their order of magnitude (of two), so that among pods of about the same
 * age chance decides, and not always the newest failure domain loses.
 */
public final class DeletionRank {

    /** The annotation by which a pod says how much its deletion would cost; the lower, the sooner it goes. */
    public static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    private DeletionRank() {}

    /** First to go first. {@code colocated} is how many pods of its kind share the pod's node. */
    public static Comparator<Pod> order(ToIntFunction<Pod> colocated, Instant now) {
        return Comparator.<Pod>comparingInt(pod -> Pods.nodeName(pod).isEmpty() ? 0 : 1)
                .thenComparingInt(DeletionRank::phase)
                .thenComparingInt(pod -> Pods.isReady(pod) ? 1 : 0)
                .thenComparingLong(DeletionRank::cost)
                .thenComparing(Comparator.comparingInt(colocated).reversed())
                .thenComparing((a, b) -> Pods.isReady(a) && Pods.isReady(b)
                        ? youngerFirst(Pods.readySince(a), Pods.readySince(b), a, b, now)
                        : 0)
                .thenComparing(Comparator.comparingInt(Pods::restarts).reversed())
                .thenComparing((a, b) -> youngerFirst(Optional.of(Pods.created(a)), Optional.of(Pods.created(b)), a, b,
                        now));
    }

    /** How many of {@code related} are on the node of a pod. */
    public static ToIntFunction<Pod> colocation(Collection<Pod> related) {
        Map<String, Integer> byNode = new HashMap<>();
        related.stream().filter(Pods::isActive).forEach(pod -> byNode.merge(Pods.nodeName(pod), 1, Integer::sum));
        return pod -> byNode.getOrDefault(Pods.nodeName(pod), 0);
    }

    /** The {@code count} pods that go first, in that order; all of them unsorted where all go. */
    public static List<Pod> first(int count, List<Pod> pods, ToIntFunction<Pod> colocated, Instant now) {
        if (count >= pods.size()) {
            return List.copyOf(pods);
        }
        return pods.stream().sorted(order(colocated, now)).limit(Math.max(0, count)).toList();
    }

    private static int phase(Pod pod) {
        return switch (Pods.phase(pod)) {
            case "Unknown" -> 1;
            case "Running" -> 2;
            default -> 0;
        };
    }

    private static long cost(Pod pod) {
        return TemplateHash.number(Pods.annotations(pod).get(DELETION_COST))
                .filter(cost -> cost == cost.intValue()).orElse(0L);
    }

    private static int youngerFirst(Optional<Instant> a, Optional<Instant> b, Pod podA, Pod podB, Instant now) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isPresent(), b.isPresent());
        }
        if (a.equals(b)) {
            return 0;
        }
        int byMagnitude = Integer.compare(magnitude(a.get(), now), magnitude(b.get(), now));
        return byMagnitude != 0
                ? byMagnitude
                : podA.getMetadata().getUid().compareTo(podB.getMetadata().getUid());
    }

    private static int magnitude(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (!age.isPositive()) {
            return -1;
        }
        return age.toDays() > 36_500 ? 62 : 63 - Long.numberOfLeadingZeros(age.toNanos());
    }
}
