package dev.coracle.base.lifecycle;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.time.Duration;
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

    /** Kills a process with those that it has started: one of them that lives on would keep its output open. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
