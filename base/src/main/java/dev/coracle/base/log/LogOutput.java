package dev.coracle.base.log;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.event.Level;

/** Where lines go: to standard error, one at a time. */
public final class LogOutput {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static volatile LogFormat format = LogFormat.TEXT;
    private static volatile PrintStream out = System.err;

    private LogOutput() {}

    /** From now on, for the whole process. */
    public static void use(LogFormat newFormat) {
        format = newFormat;
    }

    /** For tests. @return what was used before */
    static PrintStream to(PrintStream newOut) {
        PrintStream before = out;
        out = newOut;
        return before;
    }

    static void write(Level level, String source, String message, Optional<Throwable> failure) {
        String line = format.line(new LogFormat.Entry(level, Instant.now(), source, message, failure));
        LOCK.lock();
        try {
            out.print(line);
            out.flush();
        } finally {
            LOCK.unlock();
        }
    }
}
