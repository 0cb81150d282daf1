package dev.coracle.controllermanager.statefulset;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Expectations;
import dev.coracle.client.controller.Reconciler;
import dev.coracle.client.controller.Result;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnedWatch;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.revision.RevisionHistory;
import dev.coracle.controllermanager.workload.revision.Revisions;
import dev.coracle.controllermanager.workload.Selectors;
import dev.coracle.controllermanager.workload.SlowStart;
import dev.coracle.controllermanager.workload.Statuses;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a StatefulSet's pods, each with its name and claims.
 *
 * <p>Watches StatefulSets and their pods; reads claims and ControllerRevisions. {@code reconcile}: claim pods → find
 * the current and the update revision → {@link StatefulPlan} → claims and pods → {@link StatefulStatus} → drop old
 * revisions. Names are given, so that a cache that lags can make no pod twice.
 */
public final class StatefulSetController implements Reconciler {

    private static final String NAME = "statefulset-controller";
    private static final String HASH_LABEL = "controller.kubernetes.io/hash";

    private final Clock clock;
    private final EventRecorder events;
    private final ResourceClient<StatefulSet> sets;
    private final ResourceClient<Pod> pods;
    private final Informer<StatefulSet> setInformer;
    private final Informer<Pod> podInformer;
    private final Informer<PersistentVolumeClaim> claimInformer;
    private final Informer<ControllerRevision> revisionInformer;
    private final Claims<Pod> podClaims;
    private final RevisionHistory history;
    private final StatefulClaims volumeClaims;

    /** The StatefulSet controller. */
    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new StatefulSetController(context).start(context));
    }

    private StatefulSetController(ControllerContext context) {
        this.clock = context.clock();
        this.events = context.events();
        this.sets = context.client().resources(StatefulSet.class);
        this.pods = context.client().resources(Pod.class);
        OwnedIndex.register(context.informers(), Pod.class);
        OwnedIndex.register(context.informers(), ControllerRevision.class);
        this.setInformer = context.informers().informer(StatefulSet.class);
        this.podInformer = context.informers().informer(Pod.class);
        this.claimInformer = context.informers().informer(PersistentVolumeClaim.class);
        this.revisionInformer = context.informers().informer(ControllerRevision.class);
        this.podClaims = new Claims<>(pods, List.of());
        this.history = new RevisionHistory(context.client().resources(ControllerRevision.class), HASH_LABEL);
        this.volumeClaims = new StatefulClaims(context.client().resources(PersistentVolumeClaim.class),
                claimInformer.cache(), events);
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, clock).watches(setInformer).reads(podInformer)
                .reads(claimInformer).reads(revisionInformer).workers(context.options().workersOf(NAME, 5))
                .reconciler(this).build();
        podInformer.addHandler(new OwnedWatch<>("StatefulSet", setInformer.cache(), set -> set.getSpec().getSelector(),
                controller.queue(), new Expectations(clock)));
        controller.start();
        return controller;
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        Optional<StatefulSet> found = setInformer.cache().get(key);
        if (found.isEmpty() || Selectors.isEmpty(found.get().getSpec().getSelector())) {
            return Result.done();
        }
        StatefulSet set = found.get();
        List<ControllerRevision> known = history.mine(set, set.getSpec().getSelector(), revisionInformer.cache(),
                () -> fresh(set));
        List<Pod> mine = podClaims.claim(set, set.getSpec().getSelector(),
                OwnedIndex.candidates(podInformer.cache(), set).stream()
                        .filter(pod -> StatefulPods.ordinal(set, pod).isPresent()).toList(),
                () -> fresh(set));
        StatefulSetStatus before = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        RevisionHistory.Current revisions = history.current(set, set.getSpec().getTemplate(), known,
                before.getCollisionCount());
        ControllerRevision update = revisions.current();
        ControllerRevision current = revisions.revisions().stream()
                .filter(r -> r.getMetadata().getName().equals(before.getCurrentRevision())).findFirst().orElse(update);

        Instant now = clock.now();
        StatefulPlan plan = StatefulPlan.plan(set, versioned(set, current, update), versioned(set, update, update),
                mine, now);
        Optional<RuntimeException> failure = apply(set, mine, plan);
        StatefulSetStatus status = StatefulStatus.of(set, current.getMetadata().getName(),
                update.getMetadata().getName(), revisions.collisionCount(), mine,
                failure.isPresent() ? 0 : plan.replaced(), now);
        writeStatus(set, status);
        if (failure.isPresent()) {
            throw failure.get();
        }
        history.truncate(revisions.revisions(), inUse(mine, status, current, update),
                StatefulSpec.of(set).historyLimit());
        return Pods.nextAvailable(mine, StatefulSpec.of(set).minReadySeconds(), now).map(Result::requeueAfter)
                .orElseGet(Result::done);
    }

    private Optional<StatefulSet> fresh(StatefulSet set) {
        return sets.get(set.getMetadata().getNamespace(), set.getMetadata().getName());
    }

    private static StatefulPlan.Versioned versioned(StatefulSet set, ControllerRevision revision,
            ControllerRevision update) {
        boolean today = revision.getMetadata().getName().equals(update.getMetadata().getName());
        return new StatefulPlan.Versioned(today ? set.getSpec().getTemplate() : Revisions.template(revision),
                revision.getMetadata().getName());
    }

    private static Set<String> inUse(List<Pod> pods, StatefulSetStatus status, ControllerRevision current,
            ControllerRevision update) {
        Set<String> names = new HashSet<>(List.of(current.getMetadata().getName(), update.getMetadata().getName(),
                status.getCurrentRevision()));
        pods.forEach(pod -> names.add(StatefulPods.revision(pod)));
        return names;
    }

    private Optional<RuntimeException> apply(StatefulSet set, List<Pod> mine, StatefulPlan plan)
            throws InterruptedException {
        try {
            keepClaims(set, mine);
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
        return SlowStart.run(plan.steps().size(), i -> apply(set, plan.steps().get(i))).failure();
    }

    /** Claims of pending pods may have been lost; the retention policy may have changed. */
    private void keepClaims(StatefulSet set, List<Pod> mine) {
        if (StatefulPods.templates(set).isEmpty() || Pods.isTerminating(set)) {
            return;
        }
        StatefulSpec spec = StatefulSpec.of(set);
        for (Pod pod : mine) {
            StatefulPods.ordinal(set, pod).ifPresent(ordinal -> {
                boolean staying = spec.includes(ordinal);
                if (staying && Pods.phase(pod).equals("Pending") && !Pods.isTerminating(pod)) {
                    volumeClaims.ensure(set, ordinal);
                }
                volumeClaims.retain(set, pod, ordinal, !staying);
            });
        }
    }

    private void apply(StatefulSet set, StatefulPlan.Step step) {
        switch (step) {
            case StatefulPlan.Step.Create create -> create(set, create);
            case StatefulPlan.Step.Identify identify -> update(set, identify.pod());
            case StatefulPlan.Step.Delete delete -> delete(set, delete);
        }
    }

    private void create(StatefulSet set, StatefulPlan.Step.Create create) {
        if (volumeClaims.areStale(set, create.ordinal())) {
            throw new ApiException(409, "Conflict",
                    "the claims of an earlier pod " + create.pod().getMetadata().getName()
                            + " are still to be collected: it is created once they are gone");
        }
        try {
            volumeClaims.ensure(set, create.ordinal());
            pods.create(create.pod());
            event(set, "Create", create.pod(), Optional.empty());
        } catch (RuntimeException e) {
            boolean expected = e instanceof ApiException refusal && refusal.isAlreadyExists();
            if (!expected) {
                event(set, "Create", create.pod(), Optional.of(e));
            }
            throw e;
        }
    }

    private void update(StatefulSet set, Pod pod) {
        try {
            pods.update(pod);
            event(set, "Update", pod, Optional.empty());
        } catch (ApiException e) {
            if (!e.isConflict()) {
                event(set, "Update", pod, Optional.of(e));
            }
            throw e;
        }
    }

    private void delete(StatefulSet set, StatefulPlan.Step.Delete delete) {
        Pod pod = delete.pod();
        String names = "StatefulSet " + set.getMetadata().getNamespace() + "/" + set.getMetadata().getName();
        switch (delete.why()) {
            case FAILED -> events.event(set, "Warning", "RecreatingFailedPod",
                    names + " is recreating failed Pod " + pod.getMetadata().getName());
            case SUCCEEDED -> events.event(set, "Normal", "RecreatingTerminatedPod",
                    names + " is recreating terminated Pod " + pod.getMetadata().getName());
            case SCALED_DOWN, OUTDATED -> {
            }
        }
        try {
            pods.delete(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                    DeleteOptions.DEFAULT.withUid(pod.getMetadata().getUid()));
            event(set, "Delete", pod, Optional.empty());
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                event(set, "Delete", pod, Optional.of(e));
                throw e;
            }
        }
    }

    private void event(StatefulSet set, String verb, Pod pod, Optional<RuntimeException> failure) {
        String what = verb.toLowerCase(Locale.ROOT) + " Pod " + pod.getMetadata().getName()
                + " in StatefulSet " + set.getMetadata().getName();
        if (failure.isPresent()) {
            events.event(set, "Warning", "Failed" + verb, what + " failed error: " + failure.get().getMessage());
        } else {
            events.event(set, "Normal", "Successful" + verb, what + " successful");
        }
    }

    private void writeStatus(StatefulSet set, StatefulSetStatus status) {
        if (!Statuses.same(set.getStatus(), status)) {
            StatefulSet copy = Copies.deepCopy(set);
            copy.setStatus(status);
            sets.updateStatus(copy);
        }
    }
}
