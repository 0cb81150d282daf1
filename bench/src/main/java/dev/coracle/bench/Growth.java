package dev.coracle.bench;

import dev.coracle.bench.objects.Manifests;
import dev.coracle.bench.traffic.Connection;
import dev.coracle.bench.traffic.Figures;
import dev.coracle.bench.traffic.Load;
import dev.coracle.bench.traffic.Request;
import dev.coracle.bench.traffic.ServerTime;
import dev.coracle.bench.traffic.Target;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What becomes of a server as it fills: {@code Growth URL TOKEN PIDS FROM TO} makes the pods from number FROM to TO, then reads them.
 * Prints a line "name TAB value" each. Who calls it restarts the server in between, with the data.
 */
public final class Growth {

    private static final int WRITERS = 32;
    private static final int LISTERS = 2;
    private static final long SETTLE_SECONDS = 25;
    private static final String PODS = "/api/v1/namespaces/bench-growth/pods";

    private final Target target;
    private final ServerTime server;
    private final int to;
    private final String head;

    private Growth(Target target, ServerTime server, int to) {
        this.target = target;
        this.server = server;
        this.to = to;
        this.head = String.format(Locale.ROOT, "with %,d pods: ", to);
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            System.err.println("usage: Growth URL TOKEN PIDS FROM TO");
            System.exit(2);
        }
        List<Long> pids = Arrays.stream(args[2].split(",")).map(Long::parseLong).toList();
        Growth growth = new Growth(new Target(URI.create(args[0]), args[1]), new ServerTime(pids),
                Integer.parseInt(args[4]));
        growth.fill(Integer.parseInt(args[3]));
        growth.read();
    }

    private void fill(int from) throws IOException, InterruptedException {
        try (Connection connection = target.connect()) {
            connection.make(Request.post("/api/v1/namespaces", Manifests.namespace("bench-growth")));
            connection.make(Request.post("/api/v1/namespaces/bench-growth/serviceaccounts",
                    Manifests.serviceAccount()));
        }
        AtomicInteger next = new AtomicInteger(from);
        long used = server.nanos();
        long began = System.nanoTime();
        Thread[] writers = new Thread[WRITERS];
        AtomicInteger broken = new AtomicInteger();
        for (int w = 0; w < WRITERS; w++) {
            writers[w] = Thread.ofPlatform().start(() -> {
                try (Connection connection = target.connect()) {
                    for (int i = next.getAndIncrement(); i < to; i = next.getAndIncrement()) {
                        connection.make(Request.post(PODS, Manifests.pod(String.format(Locale.ROOT, "p-%07d", i))));
                    }
                } catch (IOException e) {
                    broken.incrementAndGet();
                    System.err.println("bench: " + e.getMessage());
                }
            });
        }
        for (Thread writer : writers) {
            writer.join();
        }
        if (broken.get() > 0) {
            throw new IOException(broken.get() + " writers broke off");
        }
        long nanos = System.nanoTime() - began;
        Figures.say(head + "create, 32 clients, up to here (1/s)", (to - from) * 1e9 / nanos);
        Figures.say(head + "processor time of the server for each create (us)",
                (server.nanos() - used) / 1e3 / (to - from));
    }

    private void read() throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        double resident = server.residentMegabytes();
        Figures.say(head + "resident memory (MB)", resident);
        server.forgetPeaks();
        try (Connection connection = target.connect()) {
            connection.call(Request.get(PODS));
            Figures.say(head + "memory that a first LIST takes on top (MB)", server.peakMegabytes() - resident);
        }
        Load.Result gets = load(4).run(WRITERS, (c, i, v) -> Request.get(PODS
                + String.format(Locale.ROOT, "/p-%07d", (c * 7919 + i * 104729 & Integer.MAX_VALUE) % to)));
        Figures.say(head + "GET, 32 clients (1/s)", gets.rate());
        Load.Result lists = load(8).run(LISTERS, (c, i, v) -> Request.get(PODS));
        Figures.say(head + "LIST, 2 clients (MB/s)", lists.megabytes());
    }

    private Load load(long seconds) {
        return new Load(target, server, TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(seconds));
    }
}
