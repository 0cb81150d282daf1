package dev.coracle.controllermanager.cronjob;

import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a CronJob does now.
 *
 * @param run the time whose Job is to be started
 * @param replaceActive the Jobs that still run are to be deleted first
 * @param skipped why a due time starts nothing, where that is worth an event
 * @param tooManyMissed more than a hundred times went by: the clock or the deadline is wrong
 * @param recheck until the next time
 */
record CronPlan(Optional<Instant> run, boolean replaceActive, Skipped skipped, boolean tooManyMissed,
        Optional<Duration> recheck) {

    /** Why nothing is started. */
    sealed interface Skipped {
        /** Nothing was due, or its Job was started already. */
        record No() implements Skipped {}

        /** The starting deadline has passed. */
        record TooLate(Instant due) implements Skipped {}

        /** The Job before still runs, and two may not. */
        record StillRunning() implements Skipped {}
    }

    private static final int MOST_MISSED = 100;
    private static final Duration GRACE = Duration.ofMillis(100);

    /** The due time that counts, and whether too many went by before it. */
    record Due(Instant time, boolean tooManyMissed) {}

    static CronPlan plan(CronJob cronJob, CronSchedule schedule, Instant now) {
        Optional<Duration> wait = schedule.next(now).map(next -> Duration.between(now, next).plus(GRACE));
        Optional<Due> due = due(cronJob, schedule, now);
        if (due.isEmpty()) {
            return new CronPlan(Optional.empty(), false, new Skipped.No(), false, wait);
        }
        Instant time = due.get().time();
        boolean many = due.get().tooManyMissed();
        Long deadline = cronJob.getSpec().getStartingDeadlineSeconds();
        if (deadline != null && time.plusSeconds(deadline).isBefore(now)) {
            return new CronPlan(Optional.empty(), false, new Skipped.TooLate(time), many, wait);
        }
        if (started(cronJob, time)) {
            return new CronPlan(Optional.empty(), false, new Skipped.No(), many, wait);
        }
        boolean running = cronJob.getStatus() != null && cronJob.getStatus().getActive() != null
                && !cronJob.getStatus().getActive().isEmpty();
        String policy = String.valueOf(cronJob.getSpec().getConcurrencyPolicy());
        if (running && policy.equals("Forbid")) {
            return new CronPlan(Optional.empty(), false, new Skipped.StillRunning(), many, wait);
        }
        return new CronPlan(Optional.of(time), running && policy.equals("Replace"), new Skipped.No(), many, wait);
    }

    /** The name of the Job of a due time: minutes since 1970, so that no time starts two. */
    static String jobName(CronJob cronJob, Instant time) {
        return cronJob.getMetadata().getName() + "-" + Math.floorDiv(time.getEpochSecond(), 60L);
    }

    /** The latest due time that has come since the last one that was served, or since the CronJob was made. */
    static Optional<Due> due(CronJob cronJob, CronSchedule schedule, Instant now) {
        Instant from = cronJob.getStatus() == null
                ? Pods.created(cronJob)
                : Times.parse(cronJob.getStatus().getLastScheduleTime()).orElseGet(() -> Pods.created(cronJob));
        Long deadline = cronJob.getSpec().getStartingDeadlineSeconds();
        if (deadline != null && now.minusSeconds(deadline).isAfter(from)) {
            from = now.minusSeconds(deadline);
        }
        Optional<Instant> first = schedule.next(from).filter(time -> !time.isAfter(now));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> second = schedule.next(first.get());
        if (second.isEmpty() || second.get().isAfter(now)) {
            return Optional.of(new Due(first.get(), false));
        }
        // Schedules are mostly even: leap near to the end, and search from there.
        long distance = Math.max(1, Duration.between(first.get(), second.get()).toSeconds());
        long missed = Duration.between(first.get(), now).toSeconds() / distance + 1;
        Instant latest = first.get();
        Instant near = first.get().plusSeconds(Math.max(0, missed - 2) * distance).minusSeconds(1);
        Optional<Instant> time = schedule.next(near);
        while (time.isPresent() && !time.get().isAfter(now)) {
            latest = time.get();
            time = schedule.next(latest);
        }
        return Optional.of(new Due(latest, missed > MOST_MISSED));
    }

    private static boolean started(CronJob cronJob, Instant time) {
        if (cronJob.getStatus() == null) {
            return false;
        }
        boolean active = cronJob.getStatus().getActive() != null && cronJob.getStatus().getActive().stream()
                .anyMatch(ref -> jobName(cronJob, time).equals(ref.getName()));
        return active || Times.parse(cronJob.getStatus().getLastScheduleTime()).filter(time::equals).isPresent();
    }
}
