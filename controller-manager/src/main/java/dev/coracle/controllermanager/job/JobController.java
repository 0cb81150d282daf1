package dev.coracle.controllermanager.job;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Expectations;
import dev.coracle.client.controller.Reconciler;
import dev.coracle.client.controller.Result;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.job.pods.FinalizerRemoval;
import dev.coracle.controllermanager.job.pods.JobPods;
import dev.coracle.controllermanager.job.pods.OrphanPods;
import dev.coracle.controllermanager.workload.PodControl;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.SlowStart;
import dev.coracle.controllermanager.workload.Statuses;
import dev.coracle.controllermanager.workload.Times;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.ownership.OwnedWatch;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs a Job's pods to their end and counts each exactly once.
 *
 * <p>Watches Jobs and their pods. {@code reconcile}: claim pods → {@link JobView} (what is counted, noted, new) →
 * {@link Verdict} (is it over?) → {@link JobPlan} → create or delete → {@link Counting}: note, write the status, let
 * the pods go, count, write the status.
 */
public final class JobController implements Reconciler {

    private static final String NAME = "job-controller";
    private static final String MANAGED_BY = "kubernetes.io/job-controller";

    private final Clock clock;
    private final EventRecorder events;
    private final ResourceClient<Job> jobs;
    private final Informer<Job> jobInformer;
    private final Informer<Pod> podInformer;
    private final Claims<Pod> claims;
    private final PodControl podControl;
    private final Expectations expectations;
    private final FinalizerRemoval removal;
    private final ConcurrentHashMap<String, Backoff> backoffs = new ConcurrentHashMap<>();

    /** The Job controller. */
    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new JobController(context).start(context));
    }

    private JobController(ControllerContext context) {
        this.clock = context.clock();
        this.events = context.events();
        this.jobs = context.client().resources(Job.class);
        OwnedIndex.register(context.informers(), Pod.class);
        this.jobInformer = context.informers().informer(Job.class);
        this.podInformer = context.informers().informer(Pod.class);
        ResourceClient<Pod> pods = context.client().resources(Pod.class);
        this.claims = new Claims<>(pods, List.of(JobPods.FINALIZER));
        this.podControl = new PodControl(pods, events);
        this.expectations = new Expectations(clock);
        this.removal = new FinalizerRemoval(pods);
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, clock).watches(jobInformer).reads(podInformer)
                .workers(context.options().workersOf(NAME, 5)).reconciler(this).build();
        podInformer.addHandler(removal);
        podInformer.addHandler(new OwnedWatch<>("Job", jobInformer.cache(), job -> job.getSpec().getSelector(),
                controller.queue(), expectations));
        OrphanPods orphans = new OrphanPods(jobs, jobInformer, podInformer, removal, clock);
        controller.start();
        orphans.start();
        return () -> {
            controller.close();
            orphans.close();
        };
    }

    @Override
    public Result reconcile(String key) throws InterruptedException {
        Optional<Job> found = jobInformer.cache().get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            backoffs.remove(key);
            return Result.done();
        }
        Job job = found.get();
        if (job.getSpec().getManagedBy() != null && !job.getSpec().getManagedBy().equals(MANAGED_BY)) {
            return Result.done();
        }
        if (job.getStatus() != null && JobConditions.isFinished(job.getStatus())) {
            backoffs.remove(key);
            removal.release(
                    OwnedIndex.controlled(podInformer.cache(), job).stream().filter(JobPods::isTracked).toList());
            return Result.done();
        }
        boolean mayChange = expectations.satisfied(key);
        List<Pod> mine = claims.claim(job, job.getSpec().getSelector(),
                OwnedIndex.candidates(podInformer.cache(), job),
                () -> jobs.get(job.getMetadata().getNamespace(), job.getMetadata().getName()));
        JobView view = JobView.of(job, mine, removal.released(), clock.now());
        return step(key, view, mayChange);
    }

    private Result step(String key, JobView view, boolean mayChange) throws InterruptedException {
        JobStatus status = draft(view);
        Backoff backoff = backoffs.getOrDefault(key, Backoff.NONE).after(
                view.newSucceeded().stream().map(JobPods::finished).toList(),
                view.newFailed().stream().map(JobPods::finished).toList());
        Optional<Verdict> verdict = Verdict.of(view);
        Change change = verdict.isPresent()
                ? apply(key, view, JobPlan.end(view))
                : mayChange && !Pods.isTerminating(view.job())
                        ? apply(key, view, JobPlan.plan(view, backoff))
                        : Change.none(view);
        if (verdict.isEmpty() && JobPlan.isComplete(view, change.active)) {
            verdict = Optional.of(Verdict.completed());
        } else if (verdict.isEmpty()) {
            noteSuspension(view, status);
        }
        status.setActive(change.active);
        status.setReady(Math.min(change.active, JobPlan.ready(view)));
        status.setTerminating(view.terminating().size() + change.deleted);
        verdict.ifPresent(v -> JobConditions.set(status, v.interimCondition(), true, v.reason(), v.message(),
                view.now()));
        count(view, status, verdict);
        backoffs.put(key, backoff);
        if (change.failure.isPresent()) {
            throw change.failure.get();
        }
        Optional<Duration> deadline = verdict.isPresent() ? Optional.empty() : Verdict.untilDeadline(view);
        return Times.earlier(deadline, change.recheck).map(Result::requeueAfter).orElseGet(Result::done);
    }

    private JobStatus draft(JobView view) {
        JobStatus status = Copies.deepCopy(view.status());
        if (status.getUncountedTerminatedPods() == null) {
            status.setUncountedTerminatedPods(new UncountedTerminatedPods());
        }
        if (status.getStartTime() == null && !view.spec().suspended()) {
            status.setStartTime(Times.format(view.now()));
        }
        return status;
    }

    /** A Job that goes on again starts its deadline anew. */
    private void noteSuspension(JobView view, JobStatus status) {
        boolean suspended = view.spec().suspended();
        boolean changed = JobConditions.set(status, "Suspended", suspended, suspended ? "JobSuspended" : "JobResumed",
                suspended ? "Job suspended" : "Job resumed", view.now());
        if (changed) {
            events.event(view.job(), "Normal", suspended ? "Suspended" : "Resumed",
                    suspended ? "Job suspended" : "Job resumed");
            if (!suspended) {
                status.setStartTime(Times.format(view.now()));
            }
        }
    }

    /** Notes, writes, releases, counts, writes. A failure anywhere leaves a state from which the next run goes on. */
    private void count(JobView view, JobStatus status, Optional<Verdict> verdict) throws InterruptedException {
        Job job = view.job();
        List<Pod> release = Counting.note(view, status, verdict);
        Set<String> tracked = Counting.uids(view.tracked());
        if (!release.isEmpty()) {
            job = write(job, status);
            SlowStart.Outcome outcome = removal.release(release);
            Set<String> gone = removal.released();
            release.stream().map(pod -> pod.getMetadata().getUid()).filter(
                    uid -> outcome.failure().isEmpty() || gone.contains(uid)).forEach(tracked::remove);
        }
        Counting.settle(status, tracked);
        boolean over = Counting.isSettled(status) && status.getActive() == 0 && status.getTerminating() == 0
                && tracked.isEmpty();
        Optional<Verdict> end = verdict.filter(v -> over);
        end.ifPresent(v -> finish(status, v, view.now()));
        write(job, status);
        end.ifPresent(v -> tell(view.job(), v));
    }

    private static void finish(JobStatus status, Verdict verdict, Instant now) {
        JobConditions.set(status, verdict.finalCondition(), true, verdict.reason(), verdict.message(), now);
        if (verdict.success()) {
            status.setCompletionTime(Times.format(now));
        }
    }

    private void tell(Job job, Verdict verdict) {
        if (verdict.success()) {
            events.event(job, "Normal", "Completed", "Job completed");
        } else {
            events.event(job, "Warning", verdict.reason(), verdict.message());
        }
    }

    private Job write(Job job, JobStatus status) {
        if (job.getStatus() != null && job.getStatus().getUncountedTerminatedPods() != null
                && Statuses.same(job.getStatus(), status)) {
            return job;
        }
        Job copy = Copies.deepCopy(job);
        copy.setStatus(Copies.deepCopy(status));
        return jobs.updateStatus(copy);
    }

    /** What came of a plan: how many pods are active after it, and how many more are on their way out. */
    private record Change(int active, int deleted, Optional<Duration> recheck, Optional<RuntimeException> failure) {
        static Change none(JobView view) {
            return new Change(view.active().size(), 0, Optional.empty(), Optional.empty());
        }
    }

    private Change apply(String key, JobView view, JobPlan plan) throws InterruptedException {
        int active = view.active().size();
        if (!plan.delete().isEmpty()) {
            SlowStart.Outcome outcome = delete(key, view.job(), plan);
            return new Change(active - outcome.successes(), outcome.successes(), plan.recheck(), outcome.failure());
        }
        if (plan.create().isEmpty()) {
            return new Change(active, 0, plan.recheck(), Optional.empty());
        }
        SlowStart.Outcome outcome = create(key, view.job(), plan.create());
        Optional<RuntimeException> failure = outcome.failure().filter(e -> !(e instanceof ApiException refusal
                && refusal.hasCause(PodControl.NAMESPACE_TERMINATING)));
        return new Change(active + outcome.successes(), 0, plan.recheck(), failure);
    }

    private SlowStart.Outcome create(String key, Job job, List<JobPods.Wanted> wanted) throws InterruptedException {
        expectations.expectCreations(key, wanted.size());
        SlowStart.Outcome outcome = SlowStart.run(wanted.size(),
                i -> podControl.create(JobPods.create(job, wanted.get(i)), job));
        for (int missing = wanted.size() - outcome.successes(); missing > 0; missing--) {
            expectations.creationObserved(key);
        }
        return outcome;
    }

    private SlowStart.Outcome delete(String key, Job job, JobPlan plan) throws InterruptedException {
        List<Pod> pods = new ArrayList<>(plan.delete());
        expectations.expectDeletions(key, pods.stream().map(Keys::of).toList());
        return SlowStart.all(pods.size(), i -> {
            try {
                if (plan.forgetful() && JobPods.isTracked(pods.get(i))) {
                    removal.release(pods.get(i));
                }
                podControl.delete(pods.get(i), job);
            } catch (RuntimeException e) {
                expectations.deletionObserved(key, Keys.of(pods.get(i)));
                if (!(e instanceof ApiException refusal && refusal.isNotFound())) {
                    throw e;
                }
            }
        });
    }
}
