package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.traffic.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All of {@link Habits} at the same time, for {@code -Dsoak.minutes=N}; without, a round of each. Between rounds, when all rest, the server says how it is: neither heap nor buffers,
 * threads, files or metrics may grow. Each habit has one turn a second, which a machine that does other work as well keeps up with: what is known of the last five minutes is as much as
 * happened in them, so that whoever is faster in the second half than in the first would hold more in it.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SoakTest {

    private static final long MINUTES = Long.getLong("soak.minutes", 0);
    private static final int SAMPLES = 60;
    private static final int LEAST_ROUNDS = 2;
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Sample> samples = new ArrayList<>();
    private final List<Long> metrics = new ArrayList<>();

    @Test
    void nothingGrows() throws Exception {
        long ends = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        long every = TimeUnit.MINUTES.toNanos(MINUTES) / SAMPLES;
        try (Scene scene = Scene.begin("--etcd-compaction-interval=5s", "--history-retention=1m")) {
            Habits habits = new Habits(scene);
            Sample quiet = scene.sample();
            long rounds = 0;
            while (rounds < LEAST_ROUNDS || System.nanoTime() < ends) {
                long until = System.nanoTime() + every;
                List<Future<Long>> working = new ArrayList<>();
                for (Habits.Habit habit : habits.all()) {
                    working.add(scene.run(() -> work(habit, until)));
                }
                for (Future<Long> one : working) {
                    rounds += one.get();
                }
                scene.letGo();
                look(scene);
            }
            System.out.println(rounds + " rounds, " + habits);
            System.out.println("first: " + samples.getFirst() + "\nlast:  " + samples.getLast());
            flat("heap", Sample::heap, 6 << 20);
            flat("direct memory", Sample::direct, 8 << 20);
            flat("threads", Sample::threads, 3);
            flat("virtual threads", Sample::virtual, 4);
            flat("files", Sample::files, 4);
            flat("resident memory", Sample::resident, 24 << 20);
            flat("metrics", metrics, 40);
            scene.recovers(quiet);
        }
    }

    private static long work(Habits.Habit habit, long until) throws Exception {
        long done = 0;
        long next = System.nanoTime();
        do {
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            habit.once(done);
            done++;
            next = Math.max(next + TURN_NANOS, System.nanoTime()); // a turn that took longer is not made up for
        } while (next < until);
        return done;
    }

    private void look(Scene scene) throws Exception {
        try (Caller admin = scene.as(Scene.ADMIN)) {
            metrics.add(admin.get("/metrics").text().lines().count());
        }
        Sample now = scene.sample();
        samples.add(now);
        System.out.println(now + ", " + metrics.getLast() + " metrics");
    }

    private void flat(String what, ToLongFunction<Sample> number, long tolerance) {
        flat(what, samples.stream().map(number::applyAsLong).toList(), tolerance);
    }

    private static void flat(String what, List<Long> numbers, long tolerance) {
        double growth = Trend.growth(numbers);
        System.out.println(what + " grew by " + Math.round(growth));
        assertTrue(growth <= tolerance, () -> what + " grew by " + Math.round(growth) + ": " + numbers);
    }
}
