package dev.coracle.controllermanager.job.pods;

import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * A Job's spec as it is meant.
 *
 * @param completions none: the first success ends the Job, once no pod is active any more
 * @param replaceFailedOnly a pod on its way out is waited for, and only then replaced and counted
 */
public record Spec(int parallelism, Optional<Integer> completions, boolean indexed, int backoffLimit,
        Optional<Integer> backoffLimitPerIndex, Optional<Integer> maxFailedIndexes,
        Optional<Duration> activeDeadline, boolean suspended, boolean replaceFailedOnly) {

    public static Spec of(Job job) {
        JobSpec spec = job.getSpec();
        boolean onlyFailed = spec.getPodReplacementPolicy() == null
                ? spec.getPodFailurePolicy() != null
                : spec.getPodReplacementPolicy().equals("Failed");
        return new Spec(spec.getParallelism() == null ? 1 : spec.getParallelism(),
                Optional.ofNullable(spec.getCompletions()), "Indexed".equals(spec.getCompletionMode()),
                spec.getBackoffLimit() == null ? 6 : spec.getBackoffLimit(),
                Optional.ofNullable(spec.getBackoffLimitPerIndex()), Optional.ofNullable(spec.getMaxFailedIndexes()),
                Optional.ofNullable(spec.getActiveDeadlineSeconds()).map(Duration::ofSeconds),
                Boolean.TRUE.equals(spec.getSuspend()), onlyFailed);
    }

    /** How many indexes there are; zero for a Job without. */
    public int indexes() {
        return indexed ? completions.map(Pods::orZero).orElse(0) : 0;
    }

    public boolean perIndex() {
        return indexed && backoffLimitPerIndex.isPresent();
    }
}
