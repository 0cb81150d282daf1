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
            "[ALPHA] Start time of the process since unix epoch in seconds.");
    private static final Gauge MOST_VIRTUAL = Metrics.gauge("process_virtual_memory_max_bytes",
            "Maximum amount of virtual memory available in bytes.");
    private static final double UNLIMITED = 0x1p64;
    @SuppressWarnings("unused") // as the next but one
    private static final CounterWithCallback RECEIVED = octets("process_network_receive_bytes_total",
            "Number of bytes received by the process over the network.", "InOctets");
    @SuppressWarnings("unused") // as the next
    private static final CounterWithCallback SENT = octets("process_network_transmit_bytes_total",
            "Number of bytes sent by the process over the network.", "OutOctets");
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
        lines("limits").stream().filter(line -> line.startsWith("Max address space")).map(line -> line.split("\\s+")[3])
                .forEach(limit -> MOST_VIRTUAL.set(limit.matches("\\d+") ? Double.parseDouble(limit) : UNLIMITED));
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            OPEN.set(open.count());
        } catch (IOException noProc) {
            OPEN.clear();
        }
        ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli)
                .ifPresent(millis -> STARTED.set(millis / 1e3));
    }

    /** As the original counts them: of the network that the process is in. */
    private static CounterWithCallback octets(String name, String help, String which) {
        return CounterWithCallback.builder().name(name).help(help)
                .callback(shown -> octets(which).ifPresent(bytes -> shown.call(bytes))).register(Metrics.registry());
    }

    private static Optional<Double> octets(String which) {
        List<String[]> lines = lines("net/netstat").stream().filter(line -> line.startsWith("IpExt:"))
                .map(line -> line.split("\\s+")).toList();
        int column = lines.size() < 2 ? -1 : List.of(lines.getFirst()).indexOf(which);
        return column < 0 ? Optional.empty() : Optional.of(Double.valueOf(lines.get(1)[column]));
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
