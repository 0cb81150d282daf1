package dev.coracle.bench.watch;

import dev.coracle.bench.objects.Manifests;
import dev.coracle.bench.traffic.Connection;
import dev.coracle.bench.traffic.Figures;
import dev.coracle.bench.traffic.Load;
import dev.coracle.bench.traffic.Request;
import dev.coracle.bench.traffic.ServerTime;
import dev.coracle.bench.traffic.Target;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One object, many watchers: how long an event takes at a fixed pace, and how many there are a second when one writer never pauses. */
public final class WatchBench {

    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** So that a hundredth of the events are those of several writes, and not of one that the disk or the machine held up. */
    private static final long PACED_WRITES = 400;

    private final Target target;
    private final ServerTime server;
    private final String maps;
    private final long warmSeconds;
    private final long seconds;

    /** @param maps the path of the config maps of a namespace */
    public WatchBench(Target target, ServerTime server, String maps, long warmSeconds, long seconds) {
        this.target = target;
        this.server = server;
        this.maps = maps;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
    }

    /** @param each how many watches share a connection; 1: in HTTP/1.1 */
    public void run(int count, int each) throws IOException, InterruptedException {
        try (Connection writer = target.connect()) {
            writer.make(Request.post(maps, Manifests.configMap("seen")));
        }
        String shared = each == 1 ? "" : String.format(Locale.ROOT, " on %,d connections", Math.ceilDiv(count, each));
        String name = String.format(Locale.ROOT, "watch, %,d watchers%s, ", count, shared);
        String watch = maps + "?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dseen";
        try (WatchFanOut watchers = new WatchFanOut(target, watch, count, each)) {
            Thread.sleep(500);
            paced(watchers, name + "20 writes/s: write to receipt p99 (ms)");
            flood(watchers, name + "one writer without pause ");
        }
    }

    private void flood(WatchFanOut watchers, String name) throws IOException, InterruptedException {
        new Load(target, new ServerTime(java.util.List.of()), 0, TimeUnit.SECONDS.toNanos(warmSeconds)).run(1,
                (c, i, v) -> Request.mergePatch(maps + "/seen", stamped()));
        long before = watchers.events();
        long used = server.nanos();
        long from = System.nanoTime();
        new Load(target, server, 0, TimeUnit.SECONDS.toNanos(seconds)).run(1,
                (c, i, v) -> Request.mergePatch(maps + "/seen", stamped()));
        double took = (System.nanoTime() - from) / 1e9;
        long events = watchers.events() - before;
        Figures.say(name + "(events/s)", events / took);
        if (server.known()) {
            Figures.say(name + "processor time of the server for each event (us)",
                    (server.nanos() - used) / 1e3 / events);
        }
    }

    /** Writes at a fixed pace, so that the time told is that of the way and not of a queue. */
    private void paced(WatchFanOut watchers, String name) throws IOException, InterruptedException {
        long warm = TimeUnit.SECONDS.toNanos(warmSeconds) / PACE_NANOS;
        long writes = warm + PACED_WRITES;
        try (Connection writer = target.connect()) {
            long due = System.nanoTime();
            for (long i = 0; i < writes; i++) {
                watchers.record(i >= warm);
                writer.call(Request.mergePatch(maps + "/seen", stamped()));
                due += PACE_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        Thread.sleep(500);
        watchers.record(false);
        Figures.say(name, watchers.p99Millis());
    }

    private static String stamped() {
        return Manifests.annotated(Long.toString(System.nanoTime()));
    }
}
