package dev.coracle.bench.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Processor time and memory of the processes under load. On a machine that does other work as well it says more of a server than its rate does:
 * who waits for a processor takes longer, but uses no more of it.
 *
 * @param pids of the server and its store; none if they are not known
 */
public record ServerTime(List<Long> pids) {

    /** User and system time that they have used so far, in nanoseconds. */
    public long nanos() {
        return pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).flatMapToLong(process -> process.info()
                .totalCpuDuration().map(time -> LongStream.of(time.toNanos())).orElse(LongStream.empty())).sum();
    }

    /** Resident memory of all together in MB of 2^20, pages of files included. Linux only. */
    public double residentMegabytes() throws IOException {
        return sum("VmRSS:");
    }

    /** The most that was resident since {@link #forgetPeaks}. */
    public double peakMegabytes() throws IOException {
        return sum("VmHWM:");
    }

    public void forgetPeaks() throws IOException {
        for (long pid : pids) {
            Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
        }
    }

    private double sum(String field) throws IOException {
        double kilobytes = 0;
        for (long pid : pids) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith(field)) {
                    kilobytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kilobytes / 1024;
    }

    public boolean known() {
        return !pids.isEmpty();
    }
}
