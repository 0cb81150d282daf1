package dev.coracle.controllermanager.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"*/15 * * * *|2026-01-01T00:00:00Z|2026-01-01T00:15:00Z",
        "*/1 * * * ?|2026-01-01T00:00:30Z|2026-01-01T00:01:00Z",
        "0 0 1 1 *|2026-01-01T00:00:00Z|2027-01-01T00:00:00Z",
        "0 0 29 2 *|2026-01-01T00:00:00Z|2028-02-29T00:00:00Z",
        "30 8 * * mon-fri|2026-01-02T09:00:00Z|2026-01-05T08:30:00Z",
        "0 12 13 * FRI|2026-01-01T00:00:00Z|2026-01-02T12:00:00Z",
        "0 0 */10 * 1|2026-01-01T00:00:00Z|2026-05-11T00:00:00Z",
        "5/20 3 * * *|2026-01-01T03:05:00Z|2026-01-01T03:25:00Z",
        "0 22 * dec *|2026-01-01T00:00:00Z|2026-12-01T22:00:00Z",
        "@hourly|2026-01-01T00:10:00Z|2026-01-01T01:00:00Z", "@weekly|2026-01-01T00:10:00Z|2026-01-04T00:00:00Z",
        "@every 5m|2026-01-01T00:00:01Z|2026-01-01T00:05:01Z",
        "@every 1h30m|2026-01-01T00:00:00Z|2026-01-01T01:30:00Z",
        "TZ=America/New_York 0 6 * * *|2026-01-01T00:00:00Z|2026-01-01T11:00:00Z"})
    void findsTheNextTime(String schedule, Instant after, Instant next) {
        assertEquals(next, CronSchedule.parse(schedule, ZoneOffset.UTC).next(after).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "60 * * * *", "* * * * 7", "*/0 * * * *", "5-1 * * * *", "a * * * *",
        "@sometimes", "@every", "@every x", "-1 * * * *", "1,,2 * * * *"})
    void saysWhatIsNoSchedule(String schedule) {
        assertThrows(IllegalArgumentException.class, () -> CronSchedule.parse(schedule, ZoneOffset.UTC));
    }

    @Test
    void aTimeThatIsSkippedInSpringDoesNotCome() {
        CronSchedule schedule = CronSchedule.parse("30 2 * * *", ZoneId.of("Europe/Berlin"));
        assertEquals(Instant.parse("2026-03-30T00:30:00Z"),
                schedule.next(Instant.parse("2026-03-28T12:00:00Z")).orElseThrow());
    }

    @Test
    void aDayThatNeverComesHasNoNext() {
        assertTrue(CronSchedule.parse("0 0 30 2 *", ZoneOffset.UTC).next(Instant.EPOCH).isEmpty());
    }

    @Test
    void theLatestOfManyMissedTimesCounts() {
        CronJob cronJob = cronJob("Allow");
        Instant now = Instant.parse("2026-01-01T10:00:30Z");
        CronPlan plan = CronPlan.plan(cronJob, CronSchedule.parse("*/1 * * * *", ZoneOffset.UTC), now);
        assertEquals(Instant.parse("2026-01-01T10:00:00Z"), plan.run().orElseThrow());
        assertTrue(plan.tooManyMissed());
        assertEquals("c-" + Instant.parse("2026-01-01T10:00:00Z").getEpochSecond() / 60,
                CronPlan.jobName(cronJob, plan.run().orElseThrow()));
    }

    @Test
    void oneJobAtATimeWhereTheyMayNotOverlap() {
        CronJob forbid = cronJob("Forbid");
        forbid.getStatus().setActive(List.of(new ObjectReference()));
        CronSchedule schedule = CronSchedule.parse("*/1 * * * *", ZoneOffset.UTC);
        Instant now = Instant.parse("2026-01-01T00:01:10Z");
        assertEquals(new CronPlan.Skipped.StillRunning(), CronPlan.plan(forbid, schedule, now).skipped());
        forbid.getSpec().setConcurrencyPolicy("Replace");
        assertTrue(CronPlan.plan(forbid, schedule, now).replaceActive());
    }

    @Test
    void aTimePastItsDeadlineIsMissed() {
        CronJob cronJob = cronJob("Allow");
        cronJob.getSpec().setStartingDeadlineSeconds(5L);
        CronSchedule schedule = CronSchedule.parse("*/1 * * * *", ZoneOffset.UTC);
        assertTrue(CronPlan.plan(cronJob, schedule, Instant.parse("2026-01-01T00:01:20Z")).run().isEmpty());
        assertTrue(CronPlan.plan(cronJob, schedule, Instant.parse("2026-01-01T00:01:03Z")).run().isPresent());
    }

    @Test
    void aTimeThatWasServedStartsNothing() {
        CronJob cronJob = cronJob("Allow");
        cronJob.getStatus().setLastScheduleTime("2026-01-01T00:01:00Z");
        CronSchedule schedule = CronSchedule.parse("*/1 * * * *", ZoneOffset.UTC);
        CronPlan plan = CronPlan.plan(cronJob, schedule, Instant.parse("2026-01-01T00:01:03Z"));
        assertTrue(plan.run().isEmpty());
        assertEquals(57_100, plan.recheck().orElseThrow().toMillis());
    }

    private static CronJob cronJob(String policy) {
        return new CronJobBuilder().withNewMetadata().withName("c").withCreationTimestamp("2026-01-01T00:00:30Z")
                .endMetadata().withNewSpec().withConcurrencyPolicy(policy).endSpec().withStatus(new CronJobStatus())
                .build();
    }
}
