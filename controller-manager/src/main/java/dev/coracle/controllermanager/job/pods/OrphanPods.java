package dev.coracle.controllermanager.job.pods;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Reconciler;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/** Lets go of pods whose Job is gone: nobody will count them, and their finalizer would keep them for ever. */
public final class OrphanPods implements Reconciler, AutoCloseable {

    private final ResourceClient<Job> jobs;
    private final Informer<Job> jobInformer;
    private final Informer<Pod> podInformer;
    private final FinalizerRemoval removal;
    private final Controller controller;

    public OrphanPods(ResourceClient<Job> jobs, Informer<Job> jobInformer, Informer<Pod> podInformer,
            FinalizerRemoval removal, Clock clock) {
        this.jobs = jobs;
        this.jobInformer = jobInformer;
        this.podInformer = podInformer;
        this.removal = removal;
        this.controller = Controller.named("job-controller-orphans", clock)
                .watches(podInformer, pod -> isSuspect(pod) ? List.of(Keys.of(pod)) : List.of()).reads(jobInformer)
                .workers(1).reconciler(this).build();
        jobInformer.addHandler(new JobsThatGo());
    }

    public void start() {
        controller.start();
    }

    @Override
    public void close() {
        controller.close();
    }

    @Override
    public Result reconcile(String key) {
        podInformer.cache().get(key).filter(this::isSuspect).ifPresent(pod -> {
            Optional<OwnerReference> owner = OwnerRefs.controllerOf(pod);
            // The cache may lag behind the server: a Job that it does not show yet is no reason to let its pods go.
            boolean owned = owner.flatMap(ref -> jobs.get(pod.getMetadata().getNamespace(), ref.getName())
                    .filter(job -> job.getMetadata().getUid().equals(ref.getUid()))).isPresent();
            if (!owned) {
                removal.release(pod);
            }
        });
        return Result.done();
    }

    /** True for a pod that waits to be counted and whose Job the cache does not have. */
    private boolean isSuspect(Pod pod) {
        if (!JobPods.isTracked(pod)) {
            return false;
        }
        Optional<OwnerReference> owner = OwnerRefs.controllerOf(pod);
        return owner.isEmpty() || owner.get().getKind().equals("Job")
                && jobInformer.cache().get(pod.getMetadata().getNamespace(), owner.get().getName())
                        .filter(job -> job.getMetadata().getUid().equals(owner.get().getUid())).isEmpty();
    }

    private final class JobsThatGo implements EventHandler<Job> {
        @Override
        public void onAdd(Job job) {}

        @Override
        public void onUpdate(Job old, Job now) {
            if (!old.getMetadata().getUid().equals(now.getMetadata().getUid())) {
                onDelete(old);
            }
        }

        @Override
        public void onDelete(Job job) {
            OwnedIndex.controlled(podInformer.cache(), job).forEach(pod -> controller.queue().add(Keys.of(pod)));
        }
    }
}
