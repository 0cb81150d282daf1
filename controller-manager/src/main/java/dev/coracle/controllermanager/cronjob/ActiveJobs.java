package dev.coracle.controllermanager.cronjob;

import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings a CronJob's list of active Jobs, and when one last succeeded, up to date. */
final class ActiveJobs {

    private final EventRecorder events;
    private final ResourceClient<Job> jobs;
    private final ResourceClient<CronJob> cronJobs;

    ActiveJobs(EventRecorder events, ResourceClient<Job> jobs, ResourceClient<CronJob> cronJobs) {
        this.events = events;
        this.jobs = jobs;
        this.cronJobs = cronJobs;
    }

    /** Changes {@code cronJob}'s status. */
    void review(CronJob cronJob, List<Job> mine) {
        for (Job job : mine) {
            boolean listed = CronJobs.isActive(cronJob, job.getMetadata().getUid());
            Optional<String> ended = CronJobs.ended(job);
            if (listed && ended.isPresent()) {
                CronJobs.removeActive(cronJob, job.getMetadata().getUid());
                events.event(cronJob, "Normal", "SawCompletedJob",
                        "Saw completed job: " + job.getMetadata().getName() + ", condition: " + ended.get());
            } else if (!listed && ended.isEmpty() && !isListedOnServer(cronJob, job)) {
                events.event(cronJob, "Warning", "UnexpectedJob",
                        "Saw a job that the controller did not create or forgot: " + job.getMetadata().getName());
            }
            if (ended.filter("Complete"::equals).isPresent()) {
                noteSuccess(cronJob, job);
            }
        }
        Set<String> known = mine.stream().map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
        for (ObjectReference ref : CronJobs.active(cronJob)) {
            if (!known.contains(ref.getUid()) && isGone(cronJob, ref)) {
                events.event(cronJob, "Normal", "MissingJob", "Active job went missing: " + ref.getName());
                CronJobs.removeActive(cronJob, ref.getUid());
            }
        }
    }

    /** The cache of CronJobs may lag behind that of Jobs. */
    private boolean isListedOnServer(CronJob cronJob, Job job) {
        return cronJobs.get(cronJob.getMetadata().getNamespace(), cronJob.getMetadata().getName())
                .filter(fresh -> fresh.getStatus() != null
                        && CronJobs.isActive(fresh, job.getMetadata().getUid()))
                .isPresent();
    }

    private boolean isGone(CronJob cronJob, ObjectReference ref) {
        return jobs.get(cronJob.getMetadata().getNamespace(), ref.getName())
                .filter(job -> job.getMetadata().getUid().equals(ref.getUid())).isEmpty();
    }

    private static void noteSuccess(CronJob cronJob, Job job) {
        Optional<Instant> known = Times.parse(cronJob.getStatus().getLastSuccessfulTime());
        Instant completed = Times.parse(job.getStatus().getCompletionTime()).orElseGet(() -> Pods.created(job));
        if (known.isEmpty() || known.get().isBefore(completed)) {
            cronJob.getStatus().setLastSuccessfulTime(Times.format(completed));
        }
    }
}
