package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.job.pods.JobPods;
import dev.coracle.controllermanager.workload.DeletionRank;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which pods a running Job creates or deletes next; never both at once.
 *
 * @param forgetful deleted pods are not to be counted as failures: nothing went wrong with them
 * @param recheck when to look again although nothing happens
 */
record JobPlan(List<JobPods.Wanted> create, List<Pod> delete, boolean forgetful, Optional<Duration> recheck) {

    /** Pods created or deleted in one go. */
    static final int BURST = 500;

    private static final JobPlan NOTHING = new JobPlan(List.of(), List.of(), true, Optional.empty());

    /** For a Job that has ended: no pod stays. */
    static JobPlan end(JobView view) {
        return new JobPlan(List.of(), view.active(), false, Optional.empty());
    }

    /** For a Job that goes on. */
    static JobPlan plan(JobView view, Backoff backoff) {
        List<Pod> active = view.active();
        int wanted = view.spec().suspended() ? 0 : wanted(view, active.size());
        List<Pod> surplus = surplus(view, active, active.size() - wanted);
        if (!surplus.isEmpty()) {
            return new JobPlan(List.of(), surplus.subList(0, Math.min(BURST, surplus.size())), true, Optional.empty());
        }
        int waitedFor = view.spec().replaceFailedOnly() ? view.terminating().size() : 0;
        int missing = Math.min(wanted - waitedFor - active.size(), BURST);
        return missing <= 0 || view.spec().suspended() ? NOTHING : create(view, backoff, missing);
    }

    /** How many pods should be active. */
    private static int wanted(JobView view, int active) {
        int parallelism = view.spec().parallelism();
        if (view.spec().completions().isEmpty()) {
            // The first success says that the work is done: the others end by themselves.
            return view.succeeded() > 0 ? Math.min(active, parallelism) : parallelism;
        }
        int left = view.spec().completions().get() - view.succeeded() - view.failedIndexes().size();
        return Math.max(0, Math.min(left, parallelism));
    }

    /** Pods of an index that is taken, or that does not exist, go first; then those of least use. */
    private static List<Pod> surplus(JobView view, List<Pod> active, int atLeast) {
        List<Pod> surplus = new ArrayList<>();
        List<Pod> regular = new ArrayList<>(active);
        if (view.spec().indexed()) {
            Set<Integer> seen = new HashSet<>();
            regular.clear();
            for (Pod pod : active.stream().sorted(DeletionRank.order(p -> 0, view.now()).reversed()).toList()) {
                boolean rightful = JobView.hasIndex(pod, view.spec())
                        && JobPods.index(pod).filter(i -> !view.failedIndexes().contains(i)).filter(seen::add)
                                .isPresent();
                (rightful ? regular : surplus).add(pod);
            }
        }
        int more = atLeast - surplus.size();
        if (more > 0) {
            surplus.addAll(DeletionRank.first(more, regular, pod -> 0, view.now()));
        }
        return surplus;
    }

    private static JobPlan create(JobView view, Backoff backoff, int missing) {
        if (!view.spec().perIndex()) {
            Optional<Duration> wait = backoff.left(view.now());
            if (wait.isPresent()) {
                return new JobPlan(List.of(), List.of(), true, wait);
            }
        }
        List<JobPods.Wanted> create = new ArrayList<>();
        if (!view.spec().indexed()) {
            for (int i = 0; i < missing; i++) {
                create.add(new JobPods.Wanted(Optional.empty(), 0, 0));
            }
            return new JobPlan(create, List.of(), true, Optional.empty());
        }
        return createIndexed(view, missing, create);
    }

    private static JobPlan createIndexed(JobView view, int missing, List<JobPods.Wanted> create) {
        Set<Integer> taken = new HashSet<>();
        view.active().forEach(pod -> JobPods.index(pod).ifPresent(taken::add));
        if (view.spec().replaceFailedOnly()) {
            view.terminating().forEach(pod -> JobPods.index(pod).ifPresent(taken::add));
        }
        Map<Integer, Pod> failed = view.lastFailed();
        Optional<Duration> wait = Optional.empty();
        for (int index = 0; index < view.spec().indexes() && create.size() < missing; index++) {
            if (taken.contains(index) || view.succeededIndexes().contains(index)
                    || view.failedIndexes().contains(index)) {
                continue;
            }
            JobPods.Wanted wanted = successor(view, index, Optional.ofNullable(failed.get(index)));
            Optional<Duration> left = wait(view, wanted, Optional.ofNullable(failed.get(index)));
            if (left.isPresent()) {
                wait = Times.earlier(wait, left);
            } else {
                create.add(wanted);
            }
        }
        return new JobPlan(create, List.of(), true, wait);
    }

    private static JobPods.Wanted successor(JobView view, int index, Optional<Pod> failed) {
        if (failed.isEmpty()) {
            return new JobPods.Wanted(Optional.of(index), 0, 0);
        }
        Pod pod = failed.get();
        boolean counts = FailurePolicy.counts(view.job(), pod);
        return new JobPods.Wanted(Optional.of(index), JobPods.failures(pod) + (counts ? 1 : 0),
                JobPods.ignoredFailures(pod) + (counts ? 0 : 1));
    }

    private static Optional<Duration> wait(JobView view, JobPods.Wanted wanted, Optional<Pod> failed) {
        return failed.flatMap(pod -> new Backoff(wanted.failures() + wanted.ignoredFailures(),
                Optional.of(JobPods.finished(pod))).left(view.now()));
    }

    boolean isEmpty() {
        return create.isEmpty() && delete.isEmpty();
    }

    /** True where the Job has what it wants and no pod is active: {@code active} is what is left after this plan. */
    static boolean isComplete(JobView view, int active) {
        return active == 0 && view.spec().completions().map(wanted -> view.succeeded() >= wanted)
                .orElse(view.succeeded() > 0);
    }

    /** Pods that count as active and are ready. */
    static int ready(JobView view) {
        return (int) view.active().stream().filter(Pods::isReady).count();
    }
}
