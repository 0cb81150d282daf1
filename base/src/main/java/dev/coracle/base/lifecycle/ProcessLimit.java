package dev.coracle.base.lifecycle;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a process that has so much time and no more: then it is killed, with those that it has started. Whoever reads what it says, which no interrupt
 * ends, then comes to the end of it, and whoever waits for it learns that it failed.
 */
public final class ProcessLimit {

    private static final Logger log = LoggerFactory.getLogger(ProcessLimit.class);

    private ProcessLimit() {}

    /** @param most by the machine's clock, from now on */
    public static Process start(ProcessBuilder builder, Duration most) throws IOException {
        Process process = builder.start();
        Clock.Timer timer = SystemClock.instance().schedule(most, () -> {
            log.error("{} has not ended in {} s; it is killed", builder.command().getFirst(), most.toSeconds());
            kill(process);
        });
        process.onExit().thenRun(timer::cancel);
        return process;
    }

    /**
     * Kills a process with those that it has started: one of them that lives on would keep its output open. The process goes first: a shell whose last
     * child is killed before it ends by itself, and with success if it has asked {@code wait} for all of them.
     */
    public static void kill(Process process) {
        // Looked up before: who started an orphan nobody can tell.
        List<ProcessHandle> started = process.descendants().toList();
        // By its handle: Process.destroyForcibly closes the streams under their reader.
        process.toHandle().destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
