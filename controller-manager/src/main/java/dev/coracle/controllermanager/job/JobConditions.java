package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and changes the conditions of a Job's status. */
final class JobConditions {

    private JobConditions() {}

    static Optional<JobCondition> of(JobStatus status, String type) {
        return status.getConditions() == null
                ? Optional.empty()
                : status.getConditions().stream().filter(c -> c.getType().equals(type)).findFirst();
    }

    static boolean isTrue(JobStatus status, String type) {
        return of(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    /** True for a Job that is over: nothing about it changes any more. */
    static boolean isFinished(JobStatus status) {
        return isTrue(status, "Complete") || isTrue(status, "Failed");
    }

    /** Sets a condition; false where it had that status already, or where "not so" need not be said. */
    static boolean set(JobStatus status, String type, boolean value, String reason, String message, Instant now) {
        String wanted = value ? "True" : "False";
        Optional<JobCondition> before = of(status, type);
        if (before.isEmpty() ? !value : wanted.equals(before.get().getStatus())) {
            return false;
        }
        List<JobCondition> conditions = new ArrayList<>(
                status.getConditions() == null ? List.of() : status.getConditions());
        before.ifPresent(conditions::remove);
        conditions.add(new JobConditionBuilder().withType(type).withStatus(wanted).withReason(reason)
                .withMessage(message).withLastProbeTime(Times.format(now)).withLastTransitionTime(Times.format(now))
                .build());
        status.setConditions(conditions);
        return true;
    }
}
