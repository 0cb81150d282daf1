package dev.coracle.bench.traffic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A closed loop: each client sends its next request when the last is answered. What ends within the warm-up is not counted. */
public final class Load {

    private static final int MOST_SAMPLES = 200_000;

    private final Target target;
    private final ServerTime server;
    private final long warmNanos;
    private final long nanos;

    public Load(Target target, ServerTime server, long warmNanos, long nanos) {
        this.target = target;
        this.server = server;
        this.warmNanos = warmNanos;
        this.nanos = nanos;
    }

    /** Runs the clients for the warm-up and the fixed time. An answer other than 200 or 201 ends it with an error. */
    public Result run(int clients, Requests requests) throws IOException, InterruptedException {
        long from = System.nanoTime() + warmNanos;
        List<Part> parts = new ArrayList<>();
        long used;
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Part>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                running.add(threads.submit(() -> one(client, requests, from, from + nanos)));
            }
            TimeUnit.NANOSECONDS.sleep(from - System.nanoTime());
            long before = server.nanos();
            TimeUnit.NANOSECONDS.sleep(from + nanos - System.nanoTime());
            used = server.nanos() - before;
            for (Future<Part> part : running) {
                parts.add(part.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        long count = parts.stream().mapToLong(Part::count).sum();
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        long[] all = parts.stream().flatMapToLong(p -> Arrays.stream(p.samples())).sorted().toArray();
        return new Result(count * 1e9 / nanos, bytes * 1e3 / nanos, percentile99(all) / 1e6,
                count == 0 ? 0 : used / 1e3 / count);
    }

    private Part one(int client, Requests requests, long from, long until) throws IOException {
        long count = 0;
        long bytes = 0;
        long[] samples = new long[1024];
        try (Connection connection = target.connect()) {
            for (int i = 0;; i++) {
                long sent = System.nanoTime();
                if (sent - until >= 0) {
                    return new Part(count, bytes, Arrays.copyOf(samples, (int) Math.min(count, MOST_SAMPLES)));
                }
                Request request = requests.next(client, i, connection.version());
                Connection.Answer answer = connection.call(request);
                if (answer.status() != 200 && answer.status() != 201) {
                    throw new IOException(request.method() + " " + request.path() + " answered " + answer.status());
                }
                long now = System.nanoTime();
                if (now - from >= 0 && now - until < 0) {
                    if (count < MOST_SAMPLES) {
                        samples = count < samples.length ? samples : Arrays.copyOf(samples, samples.length * 2);
                        samples[(int) count] = now - sent;
                    }
                    count++;
                    bytes += answer.bytes();
                }
            }
        }
    }

    /** The 99th percentile of sorted values; 0 of none. */
    public static double percentile99(long[] sorted) {
        return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)];
    }

    private record Part(long count, long bytes, long[] samples) {}

    /**
     * Requests a second, megabytes (10^6) of bodies received a second, the 99th percentile of the answer's time in ms, and the
     * processor time of the server for each in µs.
     */
    public record Result(double rate, double megabytes, double p99Millis, double serverMicros) {}

    /** The i-th request of a client. */
    public interface Requests {
        /** @param version of the object that the same client was last answered with; empty if there was none */
        Request next(int client, int i, String version);
    }
}
