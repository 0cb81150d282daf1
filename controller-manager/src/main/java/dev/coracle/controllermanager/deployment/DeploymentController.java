package dev.coracle.controllermanager.deployment;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Expectations;
import dev.coracle.client.controller.Reconciler;
import dev.coracle.client.controller.Result;
import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnedWatch;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.PodControl;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import dev.coracle.controllermanager.workload.Statuses;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Optional;

/**
 * Brings the ReplicaSets of a Deployment from one template to the next.
 *
 * <p>Watches Deployments, their ReplicaSets, and pods that end (Recreate waits for them). {@code reconcile}: claim
 * ReplicaSets → {@link DeploymentPlan} → create, update, delete ReplicaSets → status. One step at a time: what a step
 * changes comes back as an event and leads to the next.
 */
public final class DeploymentController implements Reconciler {

    private static final String NAME = "deployment-controller";

    private final Clock clock;
    private final EventRecorder events;
    private final ResourceClient<Deployment> deployments;
    private final ResourceClient<ReplicaSet> sets;
    private final Informer<Deployment> deploymentInformer;
    private final Informer<ReplicaSet> setInformer;
    private final Informer<Pod> podInformer;
    private final Claims<ReplicaSet> claims;

    /** The Deployment controller. */
    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new DeploymentController(context).start(context));
    }

    private DeploymentController(ControllerContext context) {
        this.clock = context.clock();
        this.events = context.events();
        this.deployments = context.client().resources(Deployment.class);
        this.sets = context.client().resources(ReplicaSet.class);
        OwnedIndex.register(context.informers(), Pod.class);
        OwnedIndex.register(context.informers(), ReplicaSet.class);
        this.deploymentInformer = context.informers().informer(Deployment.class);
        this.setInformer = context.informers().informer(ReplicaSet.class);
        this.podInformer = context.informers().informer(Pod.class);
        this.claims = new Claims<>(sets, List.of());
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, clock).watches(deploymentInformer).reads(setInformer)
                .reads(podInformer).workers(context.options().workersOf(NAME, 5)).reconciler(this).build();
        setInformer.addHandler(new OwnedWatch<>("Deployment", deploymentInformer.cache(),
                deployment -> deployment.getSpec().getSelector(), controller.queue(), new Expectations(clock)));
        podInformer.addHandler(podsThatEnd(controller.queue()));
        controller.start();
        return controller;
    }

    @Override
    public Result reconcile(String key) {
        Optional<Deployment> found = deploymentInformer.cache().get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        Deployment deployment = found.get();
        if (Selectors.isEmpty(deployment.getSpec().getSelector())) {
            events.event(deployment, "Warning", "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
            return Result.done();
        }
        List<ReplicaSet> mine = claims.claim(deployment, deployment.getSpec().getSelector(),
                OwnedIndex.candidates(setInformer.cache(), deployment),
                () -> deployments.get(deployment.getMetadata().getNamespace(), deployment.getMetadata().getName()));
        DeploymentPlan plan = DeploymentPlan.plan(deployment, mine, current -> oldPodsRun(mine, current), clock.now());
        plan.writes().forEach(write -> apply(deployment, plan, write));
        writeStatus(deployment, plan.status(), plan.revision());
        return plan.recheck().map(Result::requeueAfter).orElseGet(Result::done);
    }

    private boolean oldPodsRun(List<ReplicaSet> sets, Optional<ReplicaSet> current) {
        String today = current.map(set -> set.getMetadata().getName()).orElse("");
        return sets.stream().filter(set -> !set.getMetadata().getName().equals(today))
                .flatMap(set -> OwnedIndex.controlled(podInformer.cache(), set).stream())
                .anyMatch(pod -> !Pods.isTerminal(pod));
    }

    private void apply(Deployment deployment, DeploymentPlan plan, Rollout.Write write) {
        switch (write) {
            case Rollout.Write.Create create -> create(deployment, plan, create.set());
            case Rollout.Write.Update update -> {
                sets.update(update.after());
                int from = Sets.wanted(update.before());
                int to = Sets.wanted(update.after());
                if (from != to) {
                    scaled(deployment, update.after(), from, to);
                }
            }
            case Rollout.Write.Delete delete -> delete(delete.set());
        }
    }

    private void create(Deployment deployment, DeploymentPlan plan, ReplicaSet set) {
        try {
            sets.create(set);
            if (Sets.wanted(set) > 0) {
                scaled(deployment, set, 0, Sets.wanted(set));
            }
        } catch (ApiException e) {
            if (e.isAlreadyExists()) {
                resolveCollision(deployment, set, e);
            } else if (!e.hasCause(PodControl.NAMESPACE_TERMINATING)) {
                reportFailure(deployment, plan, set, e);
            }
        }
    }

    /** The name is taken: by this very set, which the cache does not show yet, or by another template's. */
    private void resolveCollision(Deployment deployment, ReplicaSet set, ApiException e) {
        Optional<ReplicaSet> taken = sets.get(set.getMetadata().getNamespace(), set.getMetadata().getName());
        boolean ours = taken.filter(t -> OwnerRefs.isControlledBy(t, deployment)
                && Sets.sameTemplate(t.getSpec().getTemplate(), set.getSpec().getTemplate())).isPresent();
        if (ours) {
            return;
        }
        DeploymentStatus status = deployment.getStatus() == null
                ? new DeploymentStatus()
                : Copies.deepCopy(deployment.getStatus());
        status.setCollisionCount(Pods.orZero(status.getCollisionCount()) + 1);
        writeStatus(deployment, status, Optional.empty());
        throw e;
    }

    private void reportFailure(Deployment deployment, DeploymentPlan plan, ReplicaSet set, ApiException e) {
        String message = "Failed to create new replica set \"" + set.getMetadata().getName() + "\": " + e.getMessage();
        if (Spec.of(deployment).progressDeadline().isPresent()) {
            Conditions conditions = new Conditions(plan.status().getConditions(), clock.now());
            conditions.set(Conditions.PROGRESSING, "False", "ReplicaSetCreateError", message);
            DeploymentStatus status = deployment.getStatus() == null
                    ? new DeploymentStatus()
                    : Copies.deepCopy(deployment.getStatus());
            status.setConditions(conditions.list());
            writeStatus(deployment, status, Optional.empty());
        }
        events.event(deployment, "Warning", "ReplicaSetCreateError", message);
        throw e;
    }

    private void delete(ReplicaSet set) {
        try {
            sets.delete(set.getMetadata().getNamespace(), set.getMetadata().getName(),
                    DeleteOptions.DEFAULT.withUid(set.getMetadata().getUid()));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void scaled(Deployment deployment, ReplicaSet set, int from, int to) {
        events.event(deployment, "Normal", "ScalingReplicaSet", "Scaled " + (to > from ? "up" : "down")
                + " replica set " + set.getMetadata().getName() + " from " + from + " to " + to);
    }

    /** The status subresource also takes annotations: the revision goes with it. */
    private void writeStatus(Deployment deployment, DeploymentStatus status, Optional<String> revision) {
        Optional<String> change = revision
                .filter(r -> !r.equals(Pods.annotations(deployment).get(Annotations.REVISION)));
        if (change.isEmpty() && Statuses.same(deployment.getStatus(), status)) {
            return;
        }
        Deployment copy = Copies.deepCopy(deployment);
        copy.setStatus(status);
        change.ifPresent(r -> copy.getMetadata()
                .setAnnotations(PodTemplates.with(Pods.annotations(deployment), Annotations.REVISION, r)));
        deployments.updateStatus(copy);
    }

    private EventHandler<Pod> podsThatEnd(WorkQueue queue) {
        return new EventHandler<>() {
            @Override
            public void onAdd(Pod pod) {}

            @Override
            public void onUpdate(Pod old, Pod now) {
                if (Pods.isTerminal(now) && !Pods.isTerminal(old)) {
                    onDelete(now);
                }
            }

            @Override
            public void onDelete(Pod pod) {
                String namespace = pod.getMetadata().getNamespace();
                OwnerRefs.controllerOf(pod).flatMap(ref -> setInformer.cache().get(namespace, ref.getName()))
                        .flatMap(OwnerRefs::controllerOf)
                        .flatMap(ref -> deploymentInformer.cache().get(namespace, ref.getName()))
                        .filter(deployment -> !Spec.of(deployment).rolling())
                        .ifPresent(deployment -> queue.add(Keys.of(deployment)));
            }
        };
    }
}
