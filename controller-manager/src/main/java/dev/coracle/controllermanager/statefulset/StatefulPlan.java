package dev.coracle.controllermanager.statefulset;

import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The next step of a StatefulSet: first every place has its pod, in order; then pods without a place go, from the
 * last; then pods of an older revision, from the last. An ordered set waits after each for what it did to take effect.
 *
 * @param steps what to do, in this order
 * @param replaced how many pods go that were of the current revision: the status does not count them any more
 */
record StatefulPlan(List<Step> steps, int replaced) {

    /** One thing to do to a pod. */
    sealed interface Step {
        record Create(Pod pod, int ordinal) implements Step {}

        /** A pod that lacks the labels of its place. */
        record Identify(Pod pod) implements Step {}

        record Delete(Pod pod, Why why) implements Step {}
    }

    /** Why a pod goes. */
    enum Why {
        FAILED, SUCCEEDED, SCALED_DOWN, OUTDATED
    }

    /** A template and the name of the revision that holds it. */
    record Versioned(PodTemplateSpec template, String revision) {}

    static StatefulPlan plan(StatefulSet set, Versioned current, Versioned update, Collection<Pod> pods, Instant now) {
        if (Pods.isTerminating(set)) {
            return new StatefulPlan(List.of(), 0);
        }
        return new Planner(set, current, update, pods, now).plan();
    }

    /** The pods without a place, from the last: those of {@code pods} with an ordinal that the set does not include. */
    static List<Pod> condemned(StatefulSet set, Collection<Pod> pods) {
        StatefulSpec spec = StatefulSpec.of(set);
        return pods.stream().filter(pod -> StatefulPods.ordinal(set, pod).filter(n -> !spec.includes(n)).isPresent())
                .sorted(Comparator.<Pod>comparingInt(pod -> StatefulPods.ordinal(set, pod).orElse(0)).reversed())
                .toList();
    }

    static boolean isHealthy(Pod pod) {
        return Pods.phase(pod).equals("Running") && Pods.isReady(pod) && !Pods.isTerminating(pod);
    }

    private static final class Planner {
        private final StatefulSet set;
        private final StatefulSpec spec;
        private final Versioned current;
        private final Versioned update;
        private final Instant now;
        private final TreeMap<Integer, Pod> places = new TreeMap<>();
        private final List<Pod> condemned;
        private final List<Step> steps = new ArrayList<>();

        Planner(StatefulSet set, Versioned current, Versioned update, Collection<Pod> pods, Instant now) {
            this.set = set;
            this.spec = StatefulSpec.of(set);
            this.current = current;
            this.update = update;
            this.now = now;
            pods.forEach(pod -> StatefulPods.ordinal(set, pod).filter(spec::includes)
                    .ifPresent(ordinal -> places.put(ordinal, pod)));
            this.condemned = StatefulPlan.condemned(set, pods);
        }

        StatefulPlan plan() {
            int replaced = 0;
            if (fillPlaces() && dropCondemned() && spec.rolling()) {
                replaced = replaceOutdated();
            }
            return new StatefulPlan(List.copyOf(steps), replaced);
        }

        /** True where every place is as it should be, so far as that is to be waited for. */
        private boolean fillPlaces() {
            boolean goOn = true;
            for (int ordinal = spec.start(); ordinal < spec.start() + spec.replicas(); ordinal++) {
                Pod pod = places.get(ordinal);
                boolean settled = pod == null ? create(ordinal) : settle(pod, ordinal);
                if (!settled && spec.ordered()) {
                    return false;
                }
                goOn &= settled || pod == null || !Pods.isTerminal(pod);
            }
            return goOn;
        }

        private boolean create(int ordinal) {
            // Below the partition a lost pod comes back as it was.
            boolean before = spec.rolling() && ordinal < spec.start() + spec.partition();
            Versioned version = before ? current : update;
            steps.add(new Step.Create(StatefulPods.create(set, version.template(), version.revision(), ordinal),
                    ordinal));
            return false;
        }

        private boolean settle(Pod pod, int ordinal) {
            if (Pods.isTerminal(pod)) {
                if (!Pods.isTerminating(pod)) {
                    steps.add(new Step.Delete(pod, Pods.isFailed(pod) ? Why.FAILED : Why.SUCCEEDED));
                }
                return false;
            }
            if (spec.ordered() && !isAvailable(pod)) {
                return false;
            }
            if (!StatefulPods.hasIdentity(set, pod, ordinal) && !Pods.isTerminating(pod)) {
                steps.add(new Step.Identify(StatefulPods.withIdentity(set, pod, ordinal)));
            }
            return true;
        }

        /** True where the updates may go on. */
        private boolean dropCondemned() {
            Optional<Pod> firstUnhealthy = firstUnhealthy();
            for (Pod pod : condemned) {
                if (Pods.isTerminating(pod)) {
                    if (spec.ordered()) {
                        return false;
                    }
                    continue;
                }
                // An unhealthy pod blocks the others, unless it is the one that blocks.
                if (spec.ordered() && !isAvailable(pod) && firstUnhealthy.filter(first -> first == pod).isEmpty()) {
                    return false;
                }
                steps.add(new Step.Delete(pod, Why.SCALED_DOWN));
                if (spec.ordered()) {
                    return false;
                }
            }
            return true;
        }

        private Optional<Pod> firstUnhealthy() {
            List<Pod> all = new ArrayList<>(places.values());
            all.addAll(condemned.reversed());
            return all.stream().filter(pod -> !isHealthy(pod)).findFirst();
        }

        private int replaceOutdated() {
            return spec.maxUnavailable().isPresent() ? replaceTogether(spec.maxUnavailable().get()) : replaceOne();
        }

        /** From the last place to the partition: the first outdated pod goes, if all behind it are available. */
        private int replaceOne() {
            for (Pod pod : fromTheLast()) {
                if (isOutdated(pod)) {
                    steps.add(new Step.Delete(pod, Why.OUTDATED));
                    return wasCurrent(pod);
                }
                if (!isAvailable(pod)) {
                    return 0;
                }
            }
            return 0;
        }

        private int replaceTogether(int maxUnavailable) {
            long unavailable = spec.replicas() - places.values().stream().filter(this::isAvailable).count();
            long room = maxUnavailable - unavailable;
            List<Pod> going = fromTheLast().stream().filter(this::isOutdated).limit(Math.max(0, room)).toList();
            going.forEach(pod -> steps.add(new Step.Delete(pod, Why.OUTDATED)));
            return going.stream().mapToInt(this::wasCurrent).sum();
        }

        private List<Pod> fromTheLast() {
            return List.copyOf(places.tailMap(spec.start() + spec.partition(), true).descendingMap().values());
        }

        private boolean isOutdated(Pod pod) {
            return !Pods.isTerminating(pod) && !StatefulPods.revision(pod).equals(update.revision());
        }

        private boolean isAvailable(Pod pod) {
            return isHealthy(pod) && Pods.isAvailable(pod, spec.minReadySeconds(), now);
        }

        private int wasCurrent(Pod pod) {
            return StatefulPods.revision(pod).equals(current.revision()) ? 1 : 0;
        }
    }
}
