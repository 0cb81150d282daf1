package dev.coracle.bench.store;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop without a thread for each client: a logical client sends its next request when its last is answered. What ends within the
 * warm-up is not counted. A request that fails ends the measurement.
 */
final class Load {

    private static final int MOST_SAMPLES = 4_000_000;

    /** One request of a client, its {@code i}th. */
    interface Call {
        ListenableFuture<?> send(int client, long i);
    }

    /** @param sorted latencies in nanoseconds; @param all how many were answered, those of the warm-up included */
    @SuppressWarnings("ArrayRecordComponent")
    record Result(double perSecond, long[] sorted, long all) {
        double percentile(double share) {
            return sorted.length == 0
                    ? 0
                    : sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * share))] / 1e6;
        }
    }

    private final Call call;
    private final long from;
    private final long until;
    private final long nanos;
    private final CountDownLatch running;
    private final long[] samples = new long[MOST_SAMPLES];
    private final AtomicLong answered = new AtomicLong();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Load(int clients, double warmUp, double seconds, Call call) {
        this.call = call;
        this.nanos = (long) (seconds * 1e9);
        this.from = System.nanoTime() + (long) (warmUp * 1e9);
        this.until = from + nanos;
        this.running = new CountDownLatch(clients);
    }

    static Result run(int clients, double warmUp, double seconds, Call call) throws InterruptedException {
        Load load = new Load(clients, warmUp, seconds, call);
        for (int client = 0; client < clients; client++) {
            load.next(client, 0);
        }
        load.running.await();
        Throwable failed = load.failure.get();
        if (failed != null) {
            throw new IllegalStateException("a request failed: " + failed, failed);
        }
        int count = load.counted.get();
        long[] sorted = Arrays.copyOf(load.samples, Math.min(count, MOST_SAMPLES));
        Arrays.sort(sorted);
        return new Result(count * 1e9 / load.nanos, sorted, load.answered.get());
    }

    private void next(int client, long i) {
        long sent = System.nanoTime();
        if (sent - until >= 0 || failure.get() != null) {
            running.countDown();
            return;
        }
        Futures.addCallback(call.send(client, i), new FutureCallback<Object>() {
            @Override
            public void onSuccess(@Nullable Object answer) {
                long now = System.nanoTime();
                answered.incrementAndGet();
                if (now - from >= 0 && now - until < 0) {
                    int at = counted.getAndIncrement();
                    if (at < MOST_SAMPLES) {
                        samples[at] = now - sent;
                    }
                }
                next(client, i + 1);
            }

            @Override
            public void onFailure(Throwable why) {
                failure.compareAndSet(null, why);
                running.countDown();
            }
        }, MoreExecutors.directExecutor());
    }
}
