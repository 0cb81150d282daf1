package dev.coracle.controllermanager.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.TestPods;
import dev.coracle.controllermanager.job.pods.JobPods;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.UncountedTerminatedPods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSimulationTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Set<String> released = new HashSet<>();
    private final List<Pod> pods = new ArrayList<>();
    private final Job job = new JobBuilder().withNewMetadata().withName("j").withNamespace("ns").withUid("j")
            .endMetadata().withNewSpec().withParallelism(3).withCompletions(5).withNewTemplate().withNewSpec()
            .withRestartPolicy("Never").addNewContainer().withName("c").endContainer().endSpec().endTemplate()
            .endSpec().withStatus(new JobStatus()).build();

    /** One run of the controller that may break off after writing its note. */
    private Optional<Verdict> step(boolean breakOff) {
        JobView view = JobView.of(job, pods, released, now);
        JobStatus status = Copies.deepCopy(view.status());
        if (status.getUncountedTerminatedPods() == null) {
            status.setUncountedTerminatedPods(new UncountedTerminatedPods());
        }
        Backoff backoff = Backoff.NONE;
        Optional<Verdict> verdict = Verdict.of(view);
        JobPlan plan = verdict.isPresent() ? JobPlan.end(view) : JobPlan.plan(view, backoff);
        List<Pod> created = plan.create().stream().map(wanted -> JobPods.create(job, wanted)).toList();
        int active = view.active().size() - plan.delete().size() + created.size();
        if (verdict.isEmpty() && JobPlan.isComplete(view, active)) {
            verdict = Optional.of(Verdict.completed());
        }
        List<Pod> release = Counting.note(view, status, verdict);
        Set<String> tracked = Counting.uids(view.tracked());
        job.setStatus(Copies.deepCopy(status));
        plan.delete().forEach(pod -> TestPods.end(pod, "Failed"));
        created.forEach(pod -> pods.add(TestPods.accept(pod, now)));
        if (breakOff) {
            return Optional.empty();
        }
        release.forEach(pod -> {
            pod.getMetadata().setFinalizers(List.of());
            tracked.remove(pod.getMetadata().getUid());
        });
        Counting.settle(status, tracked);
        job.setStatus(status);
        return verdict.filter(v -> Counting.isSettled(status) && tracked.isEmpty());
    }

    private Optional<Verdict> run(Random random, int failPercent) {
        Optional<Verdict> end = Optional.empty();
        for (int i = 0; end.isEmpty(); i++) {
            end = step(random.nextInt(4) == 0);
            assertFalse(i > 2000, "does not end");
            assertTrue(pods.stream().filter(Pods::isActive).count() <= job.getSpec().getParallelism());
            for (Pod pod : pods) {
                if (Pods.isActive(pod) && random.nextBoolean()) {
                    TestPods.end(pod, random.nextInt(100) < failPercent ? "Failed" : "Succeeded");
                }
            }
            now = now.plusSeconds(700);
        }
        return end;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyPodIsCountedOnce(long seed) {
        job.getSpec().setBackoffLimit(1000);
        Verdict end = run(new Random(seed), 30).orElseThrow();
        assertTrue(end.success());
        assertEquals(5, job.getStatus().getSucceeded());
        assertEquals(pods.stream().filter(Pods::isFailed).count(), Pods.orZero(job.getStatus().getFailed()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anIndexedJobSucceedsOnceForEachIndex(long seed) {
        job.getSpec().setCompletionMode("Indexed");
        job.getSpec().setBackoffLimit(1000);
        assertTrue(run(new Random(seed), 30).orElseThrow().success());
        assertEquals("0-4", job.getStatus().getCompletedIndexes());
        assertEquals(5, pods.stream().filter(Pods::isSucceeded).map(JobPods::index).distinct().count());
    }

    @Test
    void tooManyFailuresEndIt() {
        job.getSpec().setBackoffLimit(2);
        Verdict end = run(new Random(1), 100).orElseThrow();
        assertEquals("BackoffLimitExceeded", end.reason());
        assertTrue(job.getStatus().getFailed() > 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachIndexHasItsOwnLimit(long seed) {
        job.getSpec().setCompletionMode("Indexed");
        job.getSpec().setBackoffLimit(Integer.MAX_VALUE);
        job.getSpec().setBackoffLimitPerIndex(1);
        Verdict end = run(new Random(seed), 100).orElseThrow();
        assertEquals("FailedIndexes", end.reason());
        assertEquals("0-4", job.getStatus().getFailedIndexes());
        assertEquals(10, pods.size());
        assertEquals(10, job.getStatus().getFailed());
    }

    @Test
    void tooManyFailedIndexesEndIt() {
        job.getSpec().setCompletionMode("Indexed");
        job.getSpec().setBackoffLimit(Integer.MAX_VALUE);
        job.getSpec().setBackoffLimitPerIndex(0);
        job.getSpec().setMaxFailedIndexes(1);
        assertEquals("MaxFailedIndexesExceeded", run(new Random(1), 100).orElseThrow().reason());
    }

    @Test
    void aSuccessPolicyEndsItEarly() {
        job.getSpec().setCompletionMode("Indexed");
        job.getSpec().setSuccessPolicy(new SuccessPolicyBuilder().addNewRule()
                .withSucceededCount(1).endRule().build());
        Verdict end = run(new Random(1), 0).orElseThrow();
        assertEquals("SuccessPolicy", end.reason());
        assertEquals("Matched rules at index 0", end.message());
    }

    @Test
    void aSuspendedJobHasNoPods() {
        step(false);
        assertEquals(3, pods.size());
        job.getSpec().setSuspend(true);
        JobPlan plan = JobPlan.plan(JobView.of(job, pods, released, now), Backoff.NONE);
        assertEquals(3, plan.delete().size());
        assertTrue(plan.forgetful());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 20, 600})
    void failuresInARowMakeTheNextPodWait(int seconds) {
        Instant end = now;
        Backoff one = Backoff.NONE.after(List.of(), List.of(end));
        assertEquals(seconds < 10, one.left(end.plusSeconds(seconds)).isPresent());
        Backoff three = one.after(List.of(), List.of(end, end));
        assertEquals(seconds < 40, three.left(end.plusSeconds(seconds)).isPresent());
        assertEquals(Backoff.NONE, three.after(List.of(end.plusSeconds(1)), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"'1,3-5,7','1,3-5,7'", "'0,1','0,1'", "'0-1','0,1'", "'0-2','0-2'", "'8-12','8,9'", "'x,2','2'",
        "'',''"})
    void indexesAreWrittenAsRanges(String text, String canonical) {
        assertEquals(canonical, Indexes.parse(text, 10).toString());
    }
}
