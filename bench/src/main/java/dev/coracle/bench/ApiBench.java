package dev.coracle.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All measurements of one server in turn: {@code ApiBench URL TOKEN WARM-UP-SECONDS SECONDS}: each runs for the first time uncounted, for
 * the second counted. Prints a line "name TAB value" each; progress goes to the standard error.
 */
public final class ApiBench {

    private static final int CLIENTS = 32;
    private static final int LISTED = 5_000;
    private static final int LISTERS = 4;
    private static final int WATCHERS = 200;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Target target;
    private final Load load;
    private final long warmSeconds;
    private final long seconds;

    private ApiBench(Target target, long warmSeconds, long seconds) {
        this.target = target;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
        this.load = new Load(target, TimeUnit.SECONDS.toNanos(warmSeconds), TimeUnit.SECONDS.toNanos(seconds));
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: ApiBench URL TOKEN WARM-UP-SECONDS SECONDS");
            System.exit(2);
        }
        new ApiBench(new Target(URI.create(args[0]), args[1]), Long.parseLong(args[2]), Long.parseLong(args[3])).run();
    }

    private void run() throws IOException, InterruptedException {
        String pods = namespace("bench") + "/pods";
        rate("create a pod of 2.5 kB, 32 clients (1/s)",
                (c, i) -> Request.post(pods, Manifests.pod("p-" + c + "-" + i)));
        rate("GET a pod, 32 clients (1/s)", (c, i) -> Request.get(pods + "/p-" + c + "-0"));
        rate("merge patch, 32 clients (1/s)",
                (c, i) -> Request.mergePatch(pods + "/p-" + c + "-0", Manifests.annotated("v" + i)));
        rate("server-side apply, 32 clients (1/s)",
                (c, i) -> Request.apply(pods + "/p-" + c + "-0", Manifests.applied("p-" + c + "-0", "v" + i)));
        list();
        watch();
    }

    private void rate(String name, Load.Requests requests) throws IOException, InterruptedException {
        Load.Result result = load.run(CLIENTS, requests);
        say(name, result.rate());
        say(name.replace("(1/s)", "p99 (ms)"), result.p99Millis());
    }

    private void list() throws IOException, InterruptedException {
        String pods = namespace("bench-list") + "/pods";
        try (Connection connection = target.connect()) {
            for (int i = 0; i < LISTED; i++) {
                expectMade(connection, Request.post(pods, Manifests.pod("p-" + i)));
            }
            double size = connection.call(Request.get(pods)).bytes() / 1e6;
            System.err.printf(Locale.ROOT, "  the list has %.1f MB%n", size);
        }
        Load.Result result = load.run(LISTERS, (c, i) -> Request.get(pods));
        say("LIST of 5,000 pods, 4 clients (1/s)", result.rate());
        say("LIST of 5,000 pods, 4 clients (MB/s)", result.megabytes());
    }

    private void watch() throws IOException, InterruptedException {
        String maps = namespace("bench-watch") + "/configmaps";
        try (Connection writer = target.connect()) {
            expectMade(writer, Request.post(maps, Manifests.configMap("seen")));
        }
        String watch = maps + "?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dseen";
        try (WatchFanOut watchers = new WatchFanOut(target, watch, WATCHERS)) {
            Thread.sleep(500);
            paced(watchers, maps + "/seen");
            long before = watchers.events();
            long from = System.nanoTime();
            load.run(1, (c, i) -> Request.mergePatch(maps + "/seen", stamped()));
            double took = (System.nanoTime() - from) / 1e9;
            say("watch, 200 watchers, one writer without pause (events/s)", (watchers.events() - before) / took);
        }
    }

    /** Writes at a fixed pace, so that the time told is that of the way and not of a queue. */
    private void paced(WatchFanOut watchers, String path) throws IOException, InterruptedException {
        long writes = TimeUnit.SECONDS.toNanos(warmSeconds + seconds) / PACE_NANOS;
        long warm = TimeUnit.SECONDS.toNanos(warmSeconds) / PACE_NANOS;
        try (Connection writer = target.connect()) {
            long due = System.nanoTime();
            for (long i = 0; i < writes; i++) {
                watchers.record(i >= warm);
                writer.call(Request.mergePatch(path, stamped()));
                due += PACE_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        Thread.sleep(500);
        watchers.record(false);
        say("watch, 200 watchers, 20 writes/s: write to receipt p99 (ms)", watchers.p99Millis());
    }

    private static String stamped() {
        return Manifests.annotated(Long.toString(System.nanoTime()));
    }

    private String namespace(String name) throws IOException {
        String path = "/api/v1/namespaces/" + name;
        try (Connection connection = target.connect()) {
            expectMade(connection, Request.post("/api/v1/namespaces", Manifests.namespace(name)));
            expectMade(connection, Request.post(path + "/serviceaccounts", Manifests.serviceAccount()));
        }
        return path;
    }

    private static void expectMade(Connection connection, Request request) throws IOException {
        int status = connection.call(request).status();
        if (status != 201 && status != 409) {
            throw new IOException(request.method() + " " + request.path() + " answered " + status);
        }
    }

    private static void say(String name, double value) {
        System.out.printf(Locale.ROOT, "%s\t%.1f%n", name, value);
        System.err.printf(Locale.ROOT, "  %s: %.1f%n", name, value);
    }
}
