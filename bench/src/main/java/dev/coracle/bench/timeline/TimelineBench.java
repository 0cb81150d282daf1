package dev.coracle.bench.timeline;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.port.Timeline.Saved;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Takes checkpoints and forks of stores that are written to, and prints a Markdown table: how long they take, how long the longest write took
 * in the time around one, and in as much time without one.
 */
public final class TimelineBench {

    private static final int ROUNDS = 10;
    private static final long WINDOW_NANOS = 400_000_000;

    private final Path work;
    private final int valueBytes;
    private final List<String> rows = new ArrayList<>();

    private TimelineBench(Path work, int valueBytes) {
        this.work = work;
        this.valueBytes = valueBytes;
    }

    /** @param args a folder to work in, bytes of a value, numbers of keys */
    public static void main(String[] args) throws IOException, InterruptedException {
        TimelineBench bench = new TimelineBench(Path.of(args[0]), Integer.parseInt(args[1]));
        for (int i = 2; i < args.length; i++) {
            bench.disk(Integer.parseInt(args[i]));
            bench.heap(Integer.parseInt(args[i]));
        }
        System.out.println(
                "| keys | engine | what | median (ms) | longest (ms) | longest write around one: median, longest (ms) "
                        + "| the same without: median, longest (ms) | writers held up (µs) | bytes of the checkpoint, of them not shared |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        bench.rows.forEach(System.out::println);
    }

    private void disk(int keys) throws IOException, InterruptedException {
        Path data = work.resolve("data");
        try (EmbeddedStore store = EmbeddedStore.open(data, Durability.SYNC, SystemClock.instance())) {
            fill(store, keys);
            Timeline timeline = store.timeline().orElseThrow();
            Figures figures = new Figures();
            try (WritingLoad load = new WritingLoad(store, keys, valueBytes)) {
                warmUp(timeline, load);
                for (int i = 0; i < ROUNDS; i++) {
                    Path folder = work.resolve("checkpoint" + i);
                    figures.window(load, () -> figures.saved(timeline.checkpoint(folder)));
                    figures.unshared = unshared(folder);
                    delete(folder);
                }
                Path last = work.resolve("last");
                timeline.checkpoint(last);
                long begun = System.nanoTime();
                EmbeddedStore.open(last, Durability.SYNC, SystemClock.instance()).close();
                figures.opened = (System.nanoTime() - begun) / 1e6;
                System.err.printf("%d keys on disk: %d writes%n", keys, load.writes());
            }
            rows.add(figures.row(keys, "disk", "checkpoint: the files of a fork"));
            rows.add(String.format(Locale.ROOT, "| %d | disk | opening the fork | %.1f | | | | | |", keys,
                    figures.opened));
        }
        try (Stream<Path> all = Files.list(work)) {
            for (Path folder : all.toList()) {
                delete(folder);
            }
        }
    }

    private void warmUp(Timeline timeline, WritingLoad load) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Path folder = work.resolve("warm" + i);
            timeline.checkpoint(folder);
            delete(folder);
        }
        LockSupport.parkNanos(WINDOW_NANOS);
        load.longestMillis();
    }

    private void heap(int keys) throws InterruptedException {
        try (EmbeddedStore store = EmbeddedStore.inMemory(SystemClock.instance())) {
            fill(store, keys);
            Figures figures = new Figures();
            try (WritingLoad load = new WritingLoad(store, keys, valueBytes)) {
                for (int i = 0; i < ROUNDS; i++) {
                    store.fork().close();
                }
                LockSupport.parkNanos(WINDOW_NANOS);
                for (int i = 0; i < ROUNDS; i++) {
                    List<EmbeddedStore> fork = new ArrayList<>();
                    figures.window(load, () -> fork.add(store.fork()));
                    fork.getFirst().close();
                }
                System.err.printf("%d keys on the heap: %d writes%n", keys, load.writes());
            }
            rows.add(figures.row(keys, "heap", "fork"));
        }
    }

    private void fill(EmbeddedStore store, int keys) {
        for (int i = 0; i < keys; i += 1_000) {
            int from = i;
            store.mvcc().transact(view -> {
                for (int key = from; key < Math.min(keys, from + 1_000); key++) {
                    byte[] value = new byte[valueBytes];
                    ThreadLocalRandom.current().nextBytes(value);
                    view.put(WritingLoad.key(key), value, 0);
                }
                return true;
            });
        }
    }

    private static long unshared(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> !file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What is measured of one thing that is done over and over. */
    private static final class Figures {
        private final List<Double> took = new ArrayList<>();
        private final List<Double> around = new ArrayList<>();
        private final List<Double> without = new ArrayList<>();
        private final List<Double> pauses = new ArrayList<>();
        private long bytes;
        private long unshared;
        private double opened;

        void window(WritingLoad load, Runnable work) {
            load.longestMillis();
            LockSupport.parkNanos(WINDOW_NANOS);
            without.add(load.longestMillis());
            LockSupport.parkNanos(WINDOW_NANOS / 2);
            long begun = System.nanoTime();
            work.run();
            took.add((System.nanoTime() - begun) / 1e6);
            LockSupport.parkNanos(WINDOW_NANOS / 2);
            around.add(load.longestMillis());
        }

        void saved(Saved saved) {
            bytes = saved.bytes();
            pauses.add((double) saved.pauseMicros());
        }

        String row(int keys, String engine, String what) {
            return String.format(Locale.ROOT, "| %d | %s | %s | %s | %s | %s | %s | %s |", keys, engine, what,
                    figure(took, "%.2f | %.2f"), figure(around, "%.1f, %.1f"), figure(without, "%.1f, %.1f"),
                    pauses.isEmpty() ? "" : figure(pauses, "%.0f to %.0f"),
                    bytes == 0 ? "" : bytes + ", " + unshared);
        }

        private static String figure(List<Double> values, String format) {
            List<Double> sorted = values.stream().sorted().toList();
            return String.format(Locale.ROOT, format, sorted.get(sorted.size() / 2), sorted.getLast());
        }
    }
}
