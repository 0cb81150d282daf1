package dev.coracle.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Processor time of the processes under load. On a machine that does other work as well it says more of a server than its rate does:
 * who waits for a processor takes longer, but uses no more of it.
 *
 * @param pids of the server and its store; none if they are not known
 */
record ServerTime(List<Long> pids) {

    /** User and system time that they have used so far, in nanoseconds. */
    long nanos() {
        return pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).flatMapToLong(process -> process.info()
                .totalCpuDuration().map(time -> LongStream.of(time.toNanos())).orElse(LongStream.empty())).sum();
    }

    boolean known() {
        return !pids.isEmpty();
    }
}
