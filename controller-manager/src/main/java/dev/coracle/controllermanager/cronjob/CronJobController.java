package dev.coracle.controllermanager.cronjob;

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
import dev.coracle.controllermanager.workload.ownership.OwnedWatch;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.PodControl;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Statuses;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Starts a Job each time a CronJob is due.
 *
 * <p>Watches CronJobs and their Jobs. {@code reconcile}: what became of the Jobs that were active
 * ({@link ActiveJobs}) → {@link CronPlan} → delete and create Jobs → status → drop old Jobs ({@link History}) → come
 * back when the next time is due.
 */
public final class CronJobController implements Reconciler {

    private static final String NAME = "cronjob-controller";
    private static final DateTimeFormatter RFC_1123 = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z",
            Locale.ROOT);

    private final Clock clock;
    private final EventRecorder events;
    private final ResourceClient<CronJob> cronJobs;
    private final ResourceClient<Job> jobs;
    private final Informer<CronJob> cronJobInformer;
    private final Informer<Job> jobInformer;

    /** The CronJob controller. */
    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new CronJobController(context).start(context));
    }

    private CronJobController(ControllerContext context) {
        this.clock = context.clock();
        this.events = context.events();
        this.cronJobs = context.client().resources(CronJob.class);
        this.jobs = context.client().resources(Job.class);
        OwnedIndex.register(context.informers(), Job.class);
        this.cronJobInformer = context.informers().informer(CronJob.class);
        this.jobInformer = context.informers().informer(Job.class);
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, clock).watches(cronJobInformer).reads(jobInformer)
                .workers(context.options().workersOf(NAME, 5)).reconciler(this).build();
        // Jobs are never adopted: a selector that is absent matches none.
        jobInformer.addHandler(new OwnedWatch<>("CronJob", cronJobInformer.cache(), cronJob -> null,
                controller.queue(), new Expectations(clock)));
        controller.start();
        return controller;
    }

    @Override
    public Result reconcile(String key) {
        Optional<CronJob> found = cronJobInformer.cache().get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        CronJob cronJob = Copies.deepCopy(found.get());
        CronJobStatus before = found.get().getStatus();
        if (cronJob.getStatus() == null) {
            cronJob.setStatus(new CronJobStatus());
        }
        List<Job> mine = OwnedIndex.controlled(jobInformer.cache(), cronJob);
        new ActiveJobs(events, jobs, cronJobs).review(cronJob, mine);
        Result result = Pods.isTerminating(cronJob) ? Result.done() : schedule(cronJob);
        if (!Statuses.same(before, cronJob.getStatus())) {
            cronJobs.updateStatus(cronJob);
        }
        new History(jobs, events).trim(cronJob, mine);
        return result;
    }

    private Result schedule(CronJob cronJob) {
        Optional<CronSchedule> schedule = parse(cronJob);
        if (schedule.isEmpty() || Boolean.TRUE.equals(cronJob.getSpec().getSuspend())) {
            return Result.done();
        }
        CronPlan plan = CronPlan.plan(cronJob, schedule.get(), clock.now());
        if (plan.tooManyMissed()) {
            events.event(cronJob, "Warning", "TooManyMissedTimes", "too many missed start times. Set or decrease"
                    + " .spec.startingDeadlineSeconds or check clock skew");
        }
        switch (plan.skipped()) {
            case CronPlan.Skipped.No no -> {
            }
            case CronPlan.Skipped.TooLate late -> events.event(cronJob, "Warning", "MissSchedule",
                    "Missed scheduled time to start a job: " + RFC_1123.format(late.due().atOffset(ZoneOffset.UTC)));
            case CronPlan.Skipped.StillRunning running -> events.event(cronJob, "Normal", "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
        }
        plan.run().ifPresent(time -> run(cronJob, time, plan.replaceActive()));
        return plan.recheck().map(Result::requeueAfter).orElseGet(Result::done);
    }

    private Optional<CronSchedule> parse(CronJob cronJob) {
        String text = cronJob.getSpec().getSchedule();
        try {
            return Optional.of(CronSchedule.parse(text, zone(cronJob)));
        } catch (DateTimeException e) {
            events.event(cronJob, "Warning", "UnknownTimeZone",
                    "invalid timeZone: \"" + cronJob.getSpec().getTimeZone() + "\": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            events.event(cronJob, "Warning", "UnparseableSchedule",
                    "unparseable schedule: \"" + text + "\" : " + e.getMessage());
        }
        return Optional.empty();
    }

    private static ZoneId zone(CronJob cronJob) {
        String name = cronJob.getSpec().getTimeZone();
        return name == null || name.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(name);
    }

    private void run(CronJob cronJob, Instant time, boolean replace) {
        if (replace) {
            List.copyOf(cronJob.getStatus().getActive()).forEach(ref -> replace(cronJob, ref));
        }
        String timestamp = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone(cronJob)));
        Job wanted = CronJobs.job(cronJob, CronPlan.jobName(cronJob, time), timestamp);
        try {
            Job created = jobs.create(wanted);
            events.event(cronJob, "Normal", "SuccessfulCreate", "Created job " + created.getMetadata().getName());
            CronJobs.addActive(cronJob, created);
        } catch (ApiException e) {
            if (e.hasCause(PodControl.NAMESPACE_TERMINATING)) {
                return;
            }
            if (!e.isAlreadyExists()) {
                events.event(cronJob, "Warning", "FailedCreate", "Error creating job: " + e.getMessage());
                throw e;
            }
            takeUp(cronJob, wanted, e);
        }
        cronJob.getStatus().setLastScheduleTime(Times.format(time));
    }

    /** The Job is there: from a run whose status was not written, then it is ours. */
    private void takeUp(CronJob cronJob, Job wanted, ApiException e) {
        Job there = jobs.get(wanted.getMetadata().getNamespace(), wanted.getMetadata().getName())
                .filter(job -> OwnerRefs.isControlledBy(job, cronJob)).orElseThrow(() -> e);
        if (!CronJobs.isFinished(there)) {
            CronJobs.addActive(cronJob, there);
        }
    }

    private void replace(CronJob cronJob, ObjectReference active) {
        try {
            jobs.delete(cronJob.getMetadata().getNamespace(), active.getName(), DeleteOptions.background());
            events.event(cronJob, "Normal", "SuccessfulDelete", "Deleted job " + active.getName());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                events.event(cronJob, "Warning", "FailedDelete", "Deleted job: " + e.getMessage());
                throw e;
            }
        }
        CronJobs.removeActive(cronJob, active.getUid());
    }
}
