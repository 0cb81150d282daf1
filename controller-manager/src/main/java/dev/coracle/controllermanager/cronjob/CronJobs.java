package dev.coracle.controllermanager.cronjob;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.revision.PodTemplates;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A CronJob's Jobs: how they are made, and its list of those that are active. */
final class CronJobs {

    static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private CronJobs() {}

    static Job job(CronJob cronJob, String name, String timestamp) {
        JobTemplateSpec template = Copies.deepCopy(cronJob.getSpec().getJobTemplate());
        ObjectMeta from = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        Job job = new Job();
        job.setSpec(template.getSpec());
        job.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(cronJob.getMetadata().getNamespace())
                .withLabels(copy(from.getLabels()))
                .withAnnotations(PodTemplates.with(copy(from.getAnnotations()), SCHEDULED, timestamp))
                .withOwnerReferences(OwnerRefs.controllerRef(cronJob)).build());
        return job;
    }

    /** How a Job ended: {@code Complete} or {@code Failed}; nothing for one that goes on. */
    static Optional<String> ended(Job job) {
        if (job.getStatus() == null || job.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return job.getStatus().getConditions().stream().filter(c -> "True".equals(c.getStatus()))
                .map(c -> c.getType()).filter(type -> type.equals("Complete") || type.equals("Failed")).findFirst();
    }

    static boolean isFinished(Job job) {
        return ended(job).isPresent();
    }

    static List<ObjectReference> active(CronJob cronJob) {
        return cronJob.getStatus().getActive() == null ? List.of() : cronJob.getStatus().getActive();
    }

    static boolean isActive(CronJob cronJob, String uid) {
        return active(cronJob).stream().anyMatch(ref -> uid.equals(ref.getUid()));
    }

    static void addActive(CronJob cronJob, Job job) {
        List<ObjectReference> refs = new ArrayList<>(active(cronJob));
        refs.removeIf(ref -> job.getMetadata().getUid().equals(ref.getUid()));
        refs.add(new ObjectReferenceBuilder().withApiVersion("batch/v1").withKind("Job")
                .withNamespace(job.getMetadata().getNamespace()).withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid()).withResourceVersion(job.getMetadata().getResourceVersion())
                .build());
        cronJob.getStatus().setActive(refs);
    }

    static void removeActive(CronJob cronJob, String uid) {
        List<ObjectReference> refs = new ArrayList<>(active(cronJob));
        refs.removeIf(ref -> uid.equals(ref.getUid()));
        cronJob.getStatus().setActive(refs);
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(map);
    }
}
