package dev.coracle.bench.traffic;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A closed loop: each client sends its next request when the last is answered. What ends within the warm-up is not counted. Clients
 * share {@value #THREADS} threads, so that waking up for every answer is not most of what a client costs the server's cores.
 */
public final class Load {

    private static final int THREADS = 2;

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
        long until = from + nanos;
        List<Client> all = IntStream.range(0, clients).mapToObj(c -> new Client(c, requests, from, until)).toList();
        long used;
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                List<Client> some = all.stream().filter(client -> client.number() % THREADS == thread).toList();
                running.add(threads.submit(() -> follow(some)));
            }
            TimeUnit.NANOSECONDS.sleep(from - System.nanoTime());
            long before = server.nanos();
            TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
            used = server.nanos() - before;
            for (Future<Void> part : running) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        long count = all.stream().mapToLong(Client::count).sum();
        long bytes = all.stream().mapToLong(Client::bytes).sum();
        long[] times = all.stream().flatMapToLong(Client::times).sorted().toArray();
        return new Result(count * 1e9 / nanos, bytes * 1e3 / nanos, percentile99(times) / 1e6,
                count == 0 ? 0 : used / 1e3 / count);
    }

    private Void follow(List<Client> clients) throws IOException {
        try (Selector selector = Selector.open()) {
            int asking = 0;
            for (Client client : clients) {
                client.connect(target, selector);
            }
            for (Client client : clients) {
                asking += client.next() ? 1 : 0;
            }
            while (asking > 0) {
                if (selector.select(Connection.ANSWER_MILLIS) == 0) {
                    throw new SocketTimeoutException("none of " + asking + " requests was answered");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    asking -= ((Client) key.attachment()).answered() ? 0 : 1;
                }
                selector.selectedKeys().clear();
            }
            return null;
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    /** The 99th percentile of sorted values; 0 of none. */
    public static double percentile99(long[] sorted) {
        return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)];
    }

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
