package dev.coracle.apiserver.audit.backend;

import dev.coracle.base.clock.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events to a file or to standard output, a line each. */
final class LogBackend implements AuditBackend {

    private static final Logger LOG = LoggerFactory.getLogger(LogBackend.class);

    /** Takes lines. */
    private interface Sink {
        void write(byte[] lines) throws IOException;

        void close() throws IOException;
    }

    private final Sink sink;
    private final Function<AuditEvent, byte[]> form;
    private final ReentrantLock lock = new ReentrantLock();

    private LogBackend(Sink sink, boolean legacy) {
        this.sink = sink;
        this.form = legacy
                ? event -> LegacyLine.of(event).getBytes(StandardCharsets.UTF_8)
                : AuditEvent::json;
    }

    static LogBackend toFile(Path path, RotatedFile.Rotation rotation, boolean legacy, Clock clock)
            throws IOException {
        RotatedFile file = new RotatedFile(path, rotation, clock);
        return new LogBackend(new Sink() {
            @Override
            public void write(byte[] lines) throws IOException {
                file.write(lines);
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        }, legacy);
    }

    /** To a stream that it does not close. */
    static LogBackend toStream(OutputStream out, boolean legacy) {
        return new LogBackend(new Sink() {
            @Override
            public void write(byte[] lines) throws IOException {
                out.write(lines);
                out.flush();
            }

            @Override
            public void close() {
                // Others write to it too.
            }
        }, legacy);
    }

    @Override
    public boolean process(List<AuditEvent> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditEvent event : events) {
            lines.writeBytes(form.apply(event));
            lines.write('\n');
        }
        lock.lock();
        try {
            sink.write(lines.toByteArray());
            return true;
        } catch (IOException e) {
            LOG.error("{} audit events can't be written: {}", events.size(), e.toString());
            AuditMetrics.lost("log", events.size());
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            sink.close();
        } catch (IOException e) {
            LOG.warn("the audit log can't be closed: {}", e.toString());
        } finally {
            lock.unlock();
        }
    }
}
