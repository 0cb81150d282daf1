package dev.coracle.controllermanager.cronjob;

import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes the oldest finished Jobs of a CronJob beyond its history limits. */
final class History {

    private final ResourceClient<Job> jobs;
    private final EventRecorder events;

    History(ResourceClient<Job> jobs, EventRecorder events) {
        this.jobs = jobs;
        this.events = events;
    }

    void trim(CronJob cronJob, List<Job> mine) {
        surplus(mine, "Complete", cronJob.getSpec().getSuccessfulJobsHistoryLimit())
                .forEach(job -> delete(cronJob, job));
        surplus(mine, "Failed", cronJob.getSpec().getFailedJobsHistoryLimit()).forEach(job -> delete(cronJob, job));
    }

    /** Those that are too many, oldest first; no limit keeps all. */
    static List<Job> surplus(List<Job> jobs, String ended, @Nullable Integer limit) {
        if (limit == null) {
            return List.of();
        }
        List<Job> oldestFirst = jobs.stream()
                .filter(job -> CronJobs.ended(job).filter(ended::equals).isPresent()
                        && job.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator
                        .comparing((Job job) -> Times.parse(job.getStatus().getStartTime()).orElse(Instant.EPOCH))
                        .thenComparing(job -> job.getMetadata().getName()))
                .toList();
        return oldestFirst.subList(0, Math.max(0, oldestFirst.size() - limit));
    }

    private void delete(CronJob cronJob, Job job) {
        try {
            jobs.delete(job.getMetadata().getNamespace(), job.getMetadata().getName(),
                    DeleteOptions.background().withUid(job.getMetadata().getUid()));
            events.event(cronJob, "Normal", "SuccessfulDelete", "Deleted job " + job.getMetadata().getName());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                events.event(cronJob, "Warning", "FailedDelete", "Deleted job: " + e.getMessage());
                throw e;
            }
        }
    }
}
