package dev.coracle.controllermanager.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Does a thing many times in batches of 1, 2, 4, …: what fails for all (a quota, a webhook that says no) then fails
 * after a few tries rather than after hundreds. No batch starts after one with a failure.
 */
public final class SlowStart {

    private SlowStart() {}

    /**
     * How it went.
     *
     * @param successes how many calls returned
     * @param attempted how many calls were made; the rest were never tried
     * @param failure the first exception, if any
     */
    public record Outcome(int successes, int attempted, Optional<RuntimeException> failure) {}

    /** Calls {@code task} with 0 … {@code count - 1}, each batch at once on virtual threads. */
    public static Outcome run(int count, IntConsumer task) throws InterruptedException {
        int done = 0;
        int successes = 0;
        for (int batch = Math.min(1, count); batch > 0; batch = Math.min(2 * batch, count - done)) {
            Outcome outcome = together(done, batch, task);
            done += batch;
            successes += outcome.successes;
            if (outcome.failure.isPresent()) {
                return new Outcome(successes, done, outcome.failure);
            }
        }
        return new Outcome(successes, done, Optional.empty());
    }

    /** Calls {@code task} with 0 … {@code count - 1}, all at once, and waits for them. */
    public static Outcome all(int count, IntConsumer task) throws InterruptedException {
        return together(0, count, task);
    }

    private static Outcome together(int first, int count, IntConsumer task) throws InterruptedException {
        if (count == 1) {
            return alone(first, task);
        }
        List<Future<?>> calls = new ArrayList<>(count);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int index = first + i;
                calls.add(threads.submit(() -> task.accept(index)));
            }
            return collect(calls);
        }
    }

    private static Outcome alone(int index, IntConsumer task) {
        try {
            task.accept(index);
            return new Outcome(1, 1, Optional.empty());
        } catch (RuntimeException e) {
            return new Outcome(0, 1, Optional.of(e));
        }
    }

    private static Outcome collect(List<Future<?>> calls) throws InterruptedException {
        int successes = 0;
        Optional<RuntimeException> failure = Optional.empty();
        for (Future<?> call : calls) {
            try {
                call.get();
                successes++;
            } catch (ExecutionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException known
                        ? known
                        : new IllegalStateException(e.getCause());
                failure = failure.or(() -> Optional.of(cause));
            }
        }
        return new Outcome(successes, calls.size(), failure);
    }
}
