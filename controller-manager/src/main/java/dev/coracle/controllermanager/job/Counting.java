package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.job.pods.JobPods;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts every pod exactly once, whatever fails in between: a pod that ended is first noted by uid in the status, then
 * loses the finalizer that kept it, and only then moves from the note to the count. Successes of an indexed Job need
 * no note: an index counts once however often it is seen.
 */
final class Counting {

    /** Uids noted at a time, so that the status stays small. */
    static final int MOST_NOTED = 500;

    private Counting() {}

    /**
     * Notes in {@code status} what is new. The answer is the pods that may lose their finalizer once that is written.
     *
     * @param verdict how the Job ends, if it does: nothing needs to be kept for a successor then, and what is on its
     *        way out of a failed Job counts as failed at once
     */
    static List<Pod> note(JobView view, JobStatus status, Optional<Verdict> verdict) {
        Set<String> succeeded = new LinkedHashSet<>(view.notedSucceeded());
        Set<String> failed = new LinkedHashSet<>(view.notedFailed());
        List<Pod> release = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        Set<String> kept = verdict.isPresent() || Pods.isTerminating(view.job())
                ? Set.of()
                : uids(view.lastFailed().values());
        Set<String> ended = uids(view.newSucceeded());
        Set<String> lost = uids(view.newFailed());
        if (verdict.filter(v -> !v.success()).isPresent()) {
            lost.addAll(uids(view.terminating()));
        }
        for (Pod pod : view.tracked()) {
            String uid = pod.getMetadata().getUid();
            boolean full = succeeded.size() + failed.size() + indexes.size() >= MOST_NOTED;
            boolean noted = succeeded.contains(uid) || failed.contains(uid);
            boolean isNew = ended.contains(uid) || lost.contains(uid);
            // What has ended and is not to be counted (an index that there isn't) is let go as well.
            if (kept.contains(uid) || isNew && full || !noted && !isNew && !Pods.isTerminal(pod)) {
                continue;
            }
            release.add(pod);
            if (ended.contains(uid) && view.spec().indexed()) {
                JobPods.index(pod).ifPresent(indexes::add);
            } else if (ended.contains(uid)) {
                succeeded.add(uid);
            } else if (lost.contains(uid) && FailurePolicy.counts(view.job(), pod)) {
                failed.add(uid);
            }
        }
        write(status, succeeded, failed);
        if (view.spec().indexed()) {
            Indexes done = Indexes.parse(view.status().getCompletedIndexes(), view.spec().indexes()).with(indexes);
            status.setCompletedIndexes(done.toString());
            status.setSucceeded(done.size());
        }
        if (view.spec().perIndex()) {
            status.setFailedIndexes(view.failedIndexes().toString());
        }
        return release;
    }

    /** Moves from the note to the count what has lost its finalizer: {@code tracked} are the uids that haven't. */
    static void settle(JobStatus status, Set<String> tracked) {
        UncountedTerminatedPods noted = status.getUncountedTerminatedPods();
        Set<String> succeeded = new LinkedHashSet<>(noted.getSucceeded());
        Set<String> failed = new LinkedHashSet<>(noted.getFailed());
        succeeded.retainAll(tracked);
        failed.retainAll(tracked);
        status.setSucceeded(Pods.orZero(status.getSucceeded()) + noted.getSucceeded().size() - succeeded.size());
        status.setFailed(Pods.orZero(status.getFailed()) + noted.getFailed().size() - failed.size());
        write(status, succeeded, failed);
    }

    static boolean isSettled(JobStatus status) {
        return status.getUncountedTerminatedPods().getSucceeded().isEmpty()
                && status.getUncountedTerminatedPods().getFailed().isEmpty();
    }

    static Set<String> uids(Collection<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toCollection(HashSet::new));
    }

    private static void write(JobStatus status, Set<String> succeeded, Set<String> failed) {
        UncountedTerminatedPods noted = new UncountedTerminatedPods();
        noted.setSucceeded(new ArrayList<>(succeeded));
        noted.setFailed(new ArrayList<>(failed));
        status.setUncountedTerminatedPods(noted);
    }
}
