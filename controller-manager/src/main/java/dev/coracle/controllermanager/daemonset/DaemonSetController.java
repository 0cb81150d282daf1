package dev.coracle.controllermanager.daemonset;

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
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnedWatch;
import dev.coracle.controllermanager.workload.PodControl;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.revision.RevisionHistory;
import dev.coracle.controllermanager.workload.Selectors;
import dev.coracle.controllermanager.workload.SlowStart;
import dev.coracle.controllermanager.workload.Statuses;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps one pod of a DaemonSet on every node that should have one.
 *
 * <p>Watches DaemonSets, their pods, and nodes; reads ControllerRevisions. {@code reconcile}: claim pods → find the
 * revision of today's template → {@link DaemonPlan#manage}, and when that has nothing to do {@link DaemonPlan#update}
 * → create and delete → drop old revisions → {@link DaemonStatus}.
 */
public final class DaemonSetController implements Reconciler {

    private static final String NAME = "daemonset-controller";

    private final Clock clock;
    private final EventRecorder events;
    private final ResourceClient<DaemonSet> sets;
    private final Informer<DaemonSet> setInformer;
    private final Informer<Pod> podInformer;
    private final Informer<Node> nodeInformer;
    private final Informer<ControllerRevision> revisionInformer;
    private final Claims<Pod> claims;
    private final PodControl podControl;
    private final RevisionHistory history;
    private final Expectations expectations;
    private final FailedPodBackoff backoff;

    /** The DaemonSet controller. */
    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new DaemonSetController(context).start(context));
    }

    private DaemonSetController(ControllerContext context) {
        this.clock = context.clock();
        this.events = context.events();
        this.sets = context.client().resources(DaemonSet.class);
        OwnedIndex.register(context.informers(), Pod.class);
        OwnedIndex.register(context.informers(), ControllerRevision.class);
        this.setInformer = context.informers().informer(DaemonSet.class);
        this.podInformer = context.informers().informer(Pod.class);
        this.nodeInformer = context.informers().informer(Node.class);
        this.revisionInformer = context.informers().informer(ControllerRevision.class);
        ResourceClient<Pod> pods = context.client().resources(Pod.class);
        this.claims = new Claims<>(pods, List.of());
        this.podControl = new PodControl(pods, events);
        this.history = new RevisionHistory(context.client().resources(ControllerRevision.class), DaemonPods.REVISION);
        this.expectations = new Expectations(clock);
        this.backoff = new FailedPodBackoff(clock);
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, clock).watches(setInformer).reads(podInformer)
                .reads(nodeInformer).reads(revisionInformer).workers(context.options().workersOf(NAME, 2))
                .reconciler(this).build();
        podInformer.addHandler(new OwnedWatch<>("DaemonSet", setInformer.cache(), set -> set.getSpec().getSelector(),
                controller.queue(), expectations));
        nodeInformer.addHandler(nodesThatChange(controller.queue()));
        controller.start();
        return controller;
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        Optional<DaemonSet> found = setInformer.cache().get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.done();
        }
        DaemonSet set = found.get();
        if (Selectors.isEmpty(set.getSpec().getSelector())) {
            events.event(set, "Warning", "SelectingAll",
                    "This daemon set is selecting all pods. A non-empty selector is required.");
            return Result.done();
        }
        if (Pods.isTerminating(set)) {
            return Result.done();
        }
        boolean mayChange = expectations.satisfied(key);
        RevisionHistory.Current revisions = revisions(set);
        String revision = Pods.labels(revisions.current()).getOrDefault(DaemonPods.REVISION, "");
        List<Pod> mine = claims.claim(set, set.getSpec().getSelector(),
                OwnedIndex.candidates(podInformer.cache(), set), () -> fresh(set));
        Instant now = clock.now();
        DaemonView view = DaemonView.of(set, revision, nodeInformer.cache().list(), mine, now);

        Optional<Duration> wait = mayChange ? change(key, view) : Optional.empty();
        DaemonSetStatus status = DaemonStatus.of(view, revisions.collisionCount());
        if (!Statuses.same(set.getStatus(), status)) {
            DaemonSet copy = Copies.deepCopy(set);
            copy.setStatus(status);
            sets.updateStatus(copy);
        }
        Set<String> live = mine.stream().map(pod -> Pods.labels(pod).getOrDefault(DaemonPods.REVISION, ""))
                .collect(Collectors.toSet());
        truncate(set, revisions, live);
        return Times.earlier(wait, Pods.nextAvailable(mine, Pods.orZero(set.getSpec().getMinReadySeconds()), now))
                .map(Result::requeueAfter).orElseGet(Result::done);
    }

    private RevisionHistory.Current revisions(DaemonSet set) {
        List<ControllerRevision> known = history.mine(set, set.getSpec().getSelector(), revisionInformer.cache(),
                () -> fresh(set));
        return history.current(set, set.getSpec().getTemplate(), known,
                set.getStatus() == null ? null : set.getStatus().getCollisionCount());
    }

    private void truncate(DaemonSet set, RevisionHistory.Current revisions, Set<String> liveHashes) {
        Set<String> inUse = revisions.revisions().stream()
                .filter(r -> r == revisions.current()
                        || liveHashes.contains(Pods.labels(r).getOrDefault(DaemonPods.REVISION, "")))
                .map(r -> r.getMetadata().getName()).collect(Collectors.toSet());
        Integer limit = set.getSpec().getRevisionHistoryLimit();
        history.truncate(revisions.revisions(), inUse, limit == null ? 10 : limit);
    }

    private Optional<DaemonSet> fresh(DaemonSet set) {
        return sets.get(set.getMetadata().getNamespace(), set.getMetadata().getName());
    }

    /** Carries out the next plan; the answer is when to look at failed pods again. */
    private Optional<Duration> change(String key, DaemonView view) throws InterruptedException {
        DaemonPlan plan = DaemonPlan.manage(view);
        Optional<Duration> wait = Optional.empty();
        List<Pod> delete = new ArrayList<>();
        for (Pod pod : plan.delete()) {
            Duration left = Pods.isTerminal(pod) ? ended(view.set(), pod) : Duration.ZERO;
            if (left.isPositive()) {
                wait = Times.earlier(wait, Optional.of(left));
            } else {
                delete.add(pod);
            }
        }
        plan = new DaemonPlan(plan.create(), delete);
        if (plan.isEmpty() && view.isRolling()) {
            plan = DaemonPlan.update(view);
        }
        apply(key, view, plan);
        return wait;
    }

    /** What is still to wait until a pod that has ended is replaced. */
    private Duration ended(DaemonSet set, Pod pod) {
        String what = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName() + " on node "
                + Pods.nodeName(pod);
        if (Pods.isSucceeded(pod)) {
            events.event(set, "Normal", "SucceededDaemonPod",
                    "Found succeeded daemon pod " + what + ", will try to delete it");
            return Duration.ZERO;
        }
        Duration left = backoff.next(set.getMetadata().getUid() + "/" + set.getMetadata().getGeneration() + "/"
                + Pods.nodeName(pod));
        if (left.isZero()) {
            events.event(set, "Warning", "FailedDaemonPod",
                    "Found failed daemon pod " + what + ", will try to kill it");
        }
        return left;
    }

    private void apply(String key, DaemonView view, DaemonPlan plan) throws InterruptedException {
        if (plan.isEmpty()) {
            return;
        }
        if (!plan.create().isEmpty()) {
            expectations.expectCreations(key, plan.create().size());
        }
        if (!plan.delete().isEmpty()) {
            expectations.expectDeletions(key, plan.delete().stream().map(Keys::of).toList());
        }
        SlowStart.Outcome created = SlowStart.run(plan.create().size(), i -> podControl
                .create(DaemonPods.pod(view.set(), view.revision(), plan.create().get(i)), view.set()));
        for (int missing = plan.create().size() - created.successes(); missing > 0; missing--) {
            expectations.creationObserved(key);
        }
        SlowStart.Outcome deleted = SlowStart.all(plan.delete().size(),
                i -> delete(key, view.set(), plan.delete().get(i)));
        Optional<RuntimeException> failure = created.failure().filter(e -> !(e instanceof ApiException refusal
                && refusal.hasCause(PodControl.NAMESPACE_TERMINATING))).or(deleted::failure);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void delete(String key, DaemonSet set, Pod pod) {
        try {
            podControl.delete(pod, set);
        } catch (RuntimeException e) {
            expectations.deletionObserved(key, Keys.of(pod));
            if (!(e instanceof ApiException refusal && refusal.isNotFound())) {
                throw e;
            }
        }
    }

    /** A node that comes, goes, or changes in what decides about pods wakes every DaemonSet; heartbeats don't. */
    private EventHandler<Node> nodesThatChange(WorkQueue queue) {
        return new EventHandler<>() {
            @Override
            public void onAdd(Node node) {
                setInformer.cache().list().forEach(set -> queue.add(Keys.of(set)));
            }

            @Override
            public void onUpdate(Node old, Node now) {
                boolean same = Pods.labels(old).equals(Pods.labels(now))
                        && Objects.equals(old.getSpec().getTaints(), now.getSpec().getTaints());
                if (!same) {
                    onAdd(now);
                }
            }

            @Override
            public void onDelete(Node node) {
                onAdd(node);
            }
        };
    }
}
