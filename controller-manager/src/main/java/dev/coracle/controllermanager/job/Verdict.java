package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a Job ends, as its conditions will say. */
record Verdict(boolean success, String reason, String message) {

    /** The condition that says how it will end, while pods are still ending. */
    String interimCondition() {
        return success ? "SuccessCriteriaMet" : "FailureTarget";
    }

    String finalCondition() {
        return success ? "Complete" : "Failed";
    }

    /** The Job has its completions. */
    static Verdict completed() {
        return new Verdict(true, "CompletionsReached", "Reached expected number of succeeded pods");
    }

    /** What is certain before any pod is created or deleted: the first of these reasons counts. */
    static Optional<Verdict> of(JobView view) {
        return announced(view, "SuccessCriteriaMet", true).or(() -> announced(view, "FailureTarget", false))
                .or(() -> failurePolicy(view)).or(() -> limits(view)).or(() -> indexes(view))
                .or(() -> view.spec().indexed()
                        ? SuccessPolicies.met(view.job(), view.succeededIndexes())
                                .map(message -> new Verdict(true, "SuccessPolicy", message))
                        : Optional.empty());
    }

    private static Optional<Verdict> announced(JobView view, String type, boolean success) {
        return JobConditions.of(view.status(), type).filter(c -> "True".equals(c.getStatus()))
                .map((JobCondition c) -> new Verdict(success, String.valueOf(c.getReason()),
                        String.valueOf(c.getMessage())));
    }

    private static Optional<Verdict> failurePolicy(JobView view) {
        return view.pods().stream().map(pod -> FailurePolicy.judge(view.job(), pod))
                .filter(v -> v.action() == FailurePolicy.Action.FAIL_JOB).findFirst()
                .map(v -> new Verdict(false, "PodFailurePolicy", v.message()));
    }

    private static Optional<Verdict> limits(JobView view) {
        if (view.failed() > view.spec().backoffLimit() || restartsExceed(view)) {
            return Optional.of(
                    new Verdict(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        }
        if (untilDeadline(view).filter(left -> !left.isPositive()).isPresent()) {
            return Optional.of(new Verdict(false, "DeadlineExceeded", "Job was active longer than specified deadline"));
        }
        return Optional.empty();
    }

    /** What is left of activeDeadlineSeconds; a suspended Job has no deadline. */
    static Optional<Duration> untilDeadline(JobView view) {
        if (view.spec().suspended()) {
            return Optional.empty();
        }
        Instant started = Times.parse(view.status().getStartTime()).orElse(view.now());
        return view.spec().activeDeadline().map(d -> Duration.between(view.now(), started.plus(d)));
    }

    /** Where containers restart in place, their restarts count as failures. */
    private static boolean restartsExceed(JobView view) {
        if (!"OnFailure".equals(view.job().getSpec().getTemplate().getSpec().getRestartPolicy())) {
            return false;
        }
        int restarts = view.pods().stream()
                .filter(pod -> Pods.phase(pod).equals("Running") || Pods.phase(pod).equals("Pending"))
                .mapToInt(Verdict::restarts).sum();
        int limit = view.spec().backoffLimit();
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    private static int restarts(Pod pod) {
        int sum = 0;
        if (pod.getStatus().getInitContainerStatuses() != null) {
            sum += pod.getStatus().getInitContainerStatuses().stream()
                    .mapToInt(s -> Pods.orZero(s.getRestartCount())).sum();
        }
        if (pod.getStatus().getContainerStatuses() != null) {
            sum += pod.getStatus().getContainerStatuses().stream().mapToInt(s -> Pods.orZero(s.getRestartCount()))
                    .sum();
        }
        return sum;
    }

    private static Optional<Verdict> indexes(JobView view) {
        int failed = view.failedIndexes().size();
        if (view.spec().maxFailedIndexes().filter(most -> failed > most).isPresent()) {
            return Optional.of(new Verdict(false, "MaxFailedIndexesExceeded",
                    "Job has exceeded the specified maximal number of failed indexes"));
        }
        if (failed > 0 && failed + view.succeededIndexes().size() >= view.spec().indexes()) {
            return Optional.of(new Verdict(false, "FailedIndexes", "Job has failed indexes"));
        }
        return Optional.empty();
    }
}
