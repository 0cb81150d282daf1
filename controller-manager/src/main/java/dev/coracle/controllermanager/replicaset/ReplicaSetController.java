package dev.coracle.controllermanager.replicaset;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Expectations;
import dev.coracle.client.controller.Reconciler;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.PodControl;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.ownership.OwnedWatch;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.SlowStart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps as many pods of one template as were asked for, for ReplicaSets and for ReplicationControllers.
 *
 * <p>Watches the sets and their pods. {@code reconcile}: claim pods → {@link ReplicaPlan} → create or delete →
 * {@link ReplicaStatus}. While pods that it made or deleted have not shown up in the cache (its expectations), it
 * changes nothing: a cache that lags must not make it create twice.
 *
 * @param <T> the kind of set
 */
public final class ReplicaSetController<T extends HasMetadata> implements Reconciler {

    private final ReplicaKind<T> kind;
    private final Clock clock;
    private final ResourceClient<T> sets;
    private final Informer<T> setInformer;
    private final Informer<Pod> podInformer;
    private final Claims<Pod> claims;
    private final PodControl podControl;
    private final Expectations expectations;

    /** The ReplicaSet controller. */
    public static ControllerFactory replicaSets() {
        return factory(new ReplicaKind.ReplicaSets());
    }

    /** The ReplicationController controller. */
    public static ControllerFactory replicationControllers() {
        return factory(new ReplicaKind.ReplicationControllers());
    }

    private static <T extends HasMetadata> ControllerFactory factory(ReplicaKind<T> kind) {
        return ControllerFactory.of(kind.controller(),
                context -> new ReplicaSetController<>(kind, context).start(context));
    }

    private ReplicaSetController(ReplicaKind<T> kind, ControllerContext context) {
        this.kind = kind;
        this.clock = context.clock();
        this.sets = context.client().resources(kind.type());
        OwnedIndex.register(context.informers(), Pod.class);
        OwnedIndex.register(context.informers(), kind.type());
        this.setInformer = context.informers().informer(kind.type());
        this.podInformer = context.informers().informer(Pod.class);
        ResourceClient<Pod> pods = context.client().resources(Pod.class);
        this.claims = new Claims<>(pods, List.of());
        this.podControl = new PodControl(pods, context.events());
        this.expectations = new Expectations(context.clock());
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(kind.controller(), clock)
                .watches(setInformer).reads(podInformer)
                .workers(context.options().workersOf(kind.controller(), 5))
                .reconciler(this).build();
        podInformer.addHandler(
                new OwnedWatch<>(kind.kind(), setInformer.cache(), kind::selector, controller.queue(), expectations));
        controller.start();
        return controller;
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        Optional<T> found = setInformer.cache().get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.done();
        }
        T object = found.get();
        Replicated set = kind.read(object);
        boolean mayChange = expectations.satisfied(key);
        List<Pod> mine = claim(object, set);
        List<Pod> active = mine.stream().filter(Pods::isActive).toList();
        int terminating = Math
                .toIntExact(mine.stream().filter(p -> Pods.isTerminating(p) && !Pods.isTerminal(p)).count());
        Instant now = clock.now();

        Change change = Change.NONE;
        if (mayChange && !Pods.isTerminating(object)) {
            change = apply(key, set, ReplicaPlan.plan(set, active, related(object, mine), now));
        }
        ReplicaSetStatus status = ReplicaStatus.of(set, active, terminating, change.condition, now);
        if (!ReplicaStatus.same(set.status(), status)) {
            sets.updateStatus(kind.withStatus(object, status));
        }
        if (change.error.isPresent()) {
            throw change.error.get();
        }
        return Pods.nextAvailable(active, set.minReadySeconds(), now).map(Result::requeueAfter).orElseGet(Result::done);
    }

    private List<Pod> claim(T object, Replicated set) {
        List<Pod> candidates = OwnedIndex.candidates(podInformer.cache(), object).stream()
                .filter(pod -> !Pods.isTerminal(pod)).toList();
        return claims.claim(object, set.selector(), candidates,
                () -> sets.get(object.getMetadata().getNamespace(), object.getMetadata().getName()));
    }

    /** The pods of all sets with the same controller, such as the ReplicaSets of one Deployment. */
    private List<Pod> related(T object, List<Pod> mine) {
        return OwnerRefs.controllerOf(object)
                .map(owner -> setInformer.cache().list(object.getMetadata().getNamespace()).stream()
                        .filter(other -> OwnerRefs.controllerOf(other)
                                .filter(o -> o.getUid().equals(owner.getUid())).isPresent())
                        .flatMap(other -> OwnedIndex.controlled(podInformer.cache(), other).stream()).toList())
                .orElse(mine);
    }

    /** What came of a plan: what the status says about it, and what makes the key come back. */
    private record Change(Optional<ReplicaStatus.Failure> condition, Optional<RuntimeException> error) {
        static final Change NONE = new Change(Optional.empty(), Optional.empty());

        static Change of(String reason, Optional<RuntimeException> error) {
            return new Change(error.map(e -> new ReplicaStatus.Failure(reason, String.valueOf(e.getMessage()))), error);
        }
    }

    private Change apply(String key, Replicated set, ReplicaPlan plan) throws InterruptedException {
        if (plan.create() > 0) {
            return create(key, set, plan.create());
        }
        return plan.delete().isEmpty() ? Change.NONE : delete(key, set, plan.delete());
    }

    private Change create(String key, Replicated set, int count) throws InterruptedException {
        expectations.expectCreations(key, count);
        SlowStart.Outcome outcome = SlowStart.run(count,
                i -> podControl.create(PodTemplates.pod(set.template(), set.owner()), set.owner()));
        for (int missing = count - outcome.successes(); missing > 0; missing--) {
            expectations.creationObserved(key);
        }
        boolean namespaceGoes = outcome.failure().filter(e -> e instanceof ApiException refusal
                && refusal.hasCause(PodControl.NAMESPACE_TERMINATING)).isPresent();
        return namespaceGoes ? Change.NONE : Change.of("FailedCreate", outcome.failure());
    }

    private Change delete(String key, Replicated set, List<Pod> pods) throws InterruptedException {
        expectations.expectDeletions(key, pods.stream().map(Keys::of).toList());
        SlowStart.Outcome outcome = SlowStart.all(pods.size(), i -> delete(key, set, pods.get(i)));
        return Change.of("FailedDelete", outcome.failure());
    }

    private void delete(String key, Replicated set, Pod pod) {
        try {
            podControl.delete(pod, set.owner());
        } catch (RuntimeException e) {
            expectations.deletionObserved(key, Keys.of(pod));
            if (!(e instanceof ApiException refusal && refusal.isNotFound())) {
                throw e;
            }
        }
    }
}
