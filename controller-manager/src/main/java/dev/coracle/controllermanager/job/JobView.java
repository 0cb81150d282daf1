package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.job.pods.JobPods;
import dev.coracle.controllermanager.job.pods.Spec;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Job and its pods as they are to be counted: what the status counts already, what it has noted but not counted
 * (their pods may still be there), and what is new.
 *
 * @param notedSucceeded uids in {@code uncountedTerminatedPods.succeeded}
 * @param notedFailed uids in {@code uncountedTerminatedPods.failed}
 * @param released uids of pods that were counted and lost their finalizer, though the cache may not show it
 * @param newSucceeded pods that ended well and are neither counted nor noted
 * @param newFailed pods that failed and are neither counted nor noted
 * @param succeededIndexes with those of {@code newSucceeded}
 * @param failedIndexes with those that {@code newFailed} exhaust
 */
record JobView(Job job, Spec spec, JobStatus status, List<Pod> pods, Set<String> notedSucceeded,
        Set<String> notedFailed, Set<String> released, List<Pod> newSucceeded, List<Pod> newFailed,
        Indexes succeededIndexes,
        Indexes failedIndexes, Instant now) {

    /** Looks. */
    static JobView of(Job job, Collection<Pod> pods, Set<String> released, Instant now) {
        Spec spec = Spec.of(job);
        JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
        Set<String> succeededNoted = noted(status, true);
        Set<String> failedNoted = noted(status, false);
        List<Pod> news = pods.stream().filter(JobPods::isTracked).filter(pod -> {
            String uid = pod.getMetadata().getUid();
            return !released.contains(uid) && !succeededNoted.contains(uid) && !failedNoted.contains(uid);
        }).toList();
        Indexes before = Indexes.parse(status.getCompletedIndexes(), spec.indexes());
        List<Pod> succeeded = news.stream().filter(Pods::isSucceeded)
                .filter(pod -> !spec.indexed() || hasIndex(pod, spec)).toList();
        List<Pod> failed = news.stream().filter(pod -> JobPods.isFailed(pod, spec))
                .filter(pod -> !spec.indexed() || hasIndex(pod, spec)).toList();
        Indexes done = before.with(succeeded.stream().map(JobPods::index).flatMap(Optional::stream)
                .filter(index -> spec.indexed()).toList());
        Indexes exhausted = !spec.perIndex()
                ? Indexes.NONE
                : Indexes.parse(status.getFailedIndexes(), spec.indexes())
                        .with(failed.stream().filter(pod -> exhaustsIndex(job, spec, pod)).map(JobPods::index)
                                .flatMap(Optional::stream).toList())
                        .minus(done);
        return new JobView(job, spec, status, List.copyOf(pods), succeededNoted, failedNoted, Set.copyOf(released),
                succeeded, failed, done,
                exhausted, now);
    }

    List<Pod> active() {
        return pods.stream().filter(Pods::isActive).toList();
    }

    List<Pod> terminating() {
        return pods.stream().filter(pod -> Pods.isTerminating(pod) && !Pods.isTerminal(pod)).toList();
    }

    /** The pods that still hold their finalizer. */
    List<Pod> tracked() {
        return pods.stream().filter(JobPods::isTracked)
                .filter(pod -> !released.contains(pod.getMetadata().getUid())).toList();
    }

    /** Successes with those that are still to be counted. */
    int succeeded() {
        return spec.indexed()
                ? succeededIndexes.size()
                : Pods.orZero(status.getSucceeded()) + notedSucceeded.size() + newSucceeded.size();
    }

    /** Failures with those that are still to be counted, without those that the failure policy ignores. */
    int failed() {
        return Pods.orZero(status.getFailed()) + notedFailed.size()
                + (int) newFailed.stream().filter(pod -> FailurePolicy.counts(job, pod)).count();
    }

    /**
     * With a limit for each index, an index's last failed pod stays until its successor is there: it carries the count
     * of failures.
     */
    Map<Integer, Pod> lastFailed() {
        Map<Integer, Pod> last = new HashMap<>();
        if (!spec.perIndex()) {
            return last;
        }
        newFailed.forEach(pod -> JobPods.index(pod).ifPresent(index -> {
            if (!succeededIndexes.contains(index) && !failedIndexes.contains(index)) {
                last.merge(index, pod, (a, b) -> tries(a) >= tries(b) ? a : b);
            }
        }));
        pods.stream().filter(pod -> !Pods.isFailed(pod)).forEach(pod -> JobPods.index(pod)
                .filter(index -> last.containsKey(index) && tries(last.get(index)) < tries(pod))
                .ifPresent(last::remove));
        return last;
    }

    static boolean hasIndex(Pod pod, Spec spec) {
        return JobPods.index(pod).filter(index -> index < spec.indexes()).isPresent();
    }

    private static int tries(Pod pod) {
        return JobPods.failures(pod) + JobPods.ignoredFailures(pod);
    }

    private static boolean exhaustsIndex(Job job, Spec spec, Pod pod) {
        FailurePolicy.Action action = FailurePolicy.judge(job, pod).action();
        int failures = JobPods.failures(pod) + (action == FailurePolicy.Action.IGNORE ? 0 : 1);
        return action == FailurePolicy.Action.FAIL_INDEX || failures > spec.backoffLimitPerIndex().orElse(0);
    }

    private static Set<String> noted(JobStatus status, boolean succeeded) {
        UncountedTerminatedPods uncounted = status.getUncountedTerminatedPods();
        if (uncounted == null) {
            return Set.of();
        }
        List<String> uids = succeeded ? uncounted.getSucceeded() : uncounted.getFailed();
        return uids == null ? Set.of() : new HashSet<>(uids);
    }
}
