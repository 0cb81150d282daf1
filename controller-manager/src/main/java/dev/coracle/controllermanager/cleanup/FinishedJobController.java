package dev.coracle.controllermanager.cleanup;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Deletes finished jobs, with their pods, when their {@code ttlSecondsAfterFinished} is over. */
public final class FinishedJobController {

    private final ApiClient client;
    private final Informer<Job> jobs;
    private final Clock clock;

    private FinishedJobController(ControllerContext context) {
        this.client = context.client();
        this.jobs = context.informers().informer(Job.class);
        this.clock = context.clock();
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of("ttl-after-finished-controller", context -> {
            FinishedJobController its = new FinishedJobController(context);
            Controller controller = Controller.named("ttl-after-finished-controller", context.clock()).watches(its.jobs)
                    .reconciler(its::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private Result reconcile(String key) {
        Optional<Job> found = jobs.cache().get(key);
        Optional<Instant> end = found.flatMap(FinishedJobController::end);
        if (end.isEmpty()) {
            return Result.done();
        }
        Duration left = Duration.between(clock.now(), end.get());
        if (left.isPositive()) {
            return Result.requeueAfter(left);
        }
        Job job = found.orElseThrow();
        // The cache may lag: somebody may have raised the time, or made a new job of that name.
        Optional<Job> live = client.resources(Job.class).get(job.getMetadata().getNamespace(),
                job.getMetadata().getName());
        if (live.flatMap(FinishedJobController::end).filter(e -> !e.isAfter(clock.now())).isPresent()) {
            try {
                client.resources(Job.class).delete(job.getMetadata().getNamespace(), job.getMetadata().getName(),
                        DeleteOptions.DEFAULT
                                .withPropagation(DeleteOptions.Propagation.Foreground)
                                .withUid(live.orElseThrow().getMetadata().getUid()));
            } catch (ApiException e) {
                if (!e.isNotFound() && !e.isConflict()) {
                    throw e;
                }
            }
        }
        return Result.done();
    }

    /** When the job's time is over; empty if it has none, is not finished, or is being deleted already. */
    private static Optional<Instant> end(Job job) {
        Integer ttl = job.getSpec().getTtlSecondsAfterFinished();
        if (ttl == null || job.getMetadata().getDeletionTimestamp() != null || job.getStatus() == null
                || job.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        Stream<JobCondition> over = job.getStatus().getConditions().stream()
                .filter(c -> ("Complete".equals(c.getType()) || "Failed".equals(c.getType()))
                        && "True".equals(c.getStatus()));
        return over.findFirst().flatMap(c -> Times.parse(c.getLastTransitionTime())).map(t -> t.plusSeconds(ttl));
    }
}
