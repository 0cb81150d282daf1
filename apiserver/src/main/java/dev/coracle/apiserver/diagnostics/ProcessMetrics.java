package dev.coracle.apiserver.diagnostics;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The process as the system sees it, read from {@code /proc} when somebody asks; elsewhere than on Linux there is less to say. */
public final class ProcessMetrics implements Runnable {

    private static final double NANOS = 1e9;
    private static final long KIB = 1024;

    private static final Gauge RESIDENT = Metrics.gauge("process_resident_memory_bytes",
            "Resident memory size in bytes.");
    private static final Gauge VIRTUAL = Metrics.gauge("process_virtual_memory_bytes",
            "Virtual memory size in bytes.");
    private static final Gauge OPEN = Metrics.gauge("process_open_fds", "Number of open file descriptors.");
    private static final Gauge MOST = Metrics.gauge("process_max_fds", "Maximum number of open file descriptors.");
    private static final Gauge STARTED = Metrics.gauge("process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.");
    @SuppressWarnings("unused") // registered, and asked by the registry
    private static final CounterWithCallback CPU = CounterWithCallback.builder().name("process_cpu_seconds_total")
            .help("Total user and system CPU time spent in seconds.")
            .callback(callback -> callback.call(ProcessHandle.current().info().totalCpuDuration()
                    .map(Duration::toNanos).orElse(0L) / NANOS))
            .register(Metrics.registry());

    @Override
    public void run() {
        lines("status").forEach(line -> {
            kibibytes(line, "VmRSS:").ifPresent(kib -> RESIDENT.set(kib * KIB));
            kibibytes(line, "VmSize:").ifPresent(kib -> VIRTUAL.set(kib * KIB));
        });
        lines("limits").stream().filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3]).filter(limit -> limit.matches("\\d+"))
                .forEach(limit -> MOST.set(Long.parseLong(limit)));
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            OPEN.set(open.count());
        } catch (IOException noProc) {
            OPEN.clear();
        }
        ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli)
                .ifPresent(millis -> STARTED.set(millis / 1e3));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/self", file));
        } catch (IOException noProc) {
            return List.of();
        }
    }

    private static Optional<Long> kibibytes(String line, String name) {
        return line.startsWith(name) ? Optional.of(Long.valueOf(line.split("\\s+")[1])) : Optional.empty();
    }
}
