package dev.coracle.apiserver.audit.backend;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the objects out of events that are too large, and parts batches that are. An event that is still too large is lost, and counted. */
final class TruncatingBackend implements AuditBackend {

    private static final Logger LOG = LoggerFactory.getLogger(TruncatingBackend.class);

    private final AuditBackend next;
    private final long maxEvent;
    private final long maxBatch;

    /** @param maxEvent bytes of an event @param maxBatch bytes of all that are passed on together */
    TruncatingBackend(AuditBackend next, long maxEvent, long maxBatch) {
        this.next = next;
        this.maxEvent = maxEvent;
        this.maxBatch = maxBatch;
    }

    @Override
    public boolean process(List<AuditEvent> events) {
        boolean taken = true;
        List<AuditEvent> batch = new ArrayList<>();
        long bytes = 0;
        for (AuditEvent event : events) {
            AuditEvent kept = event.json().length > maxEvent ? event.truncated() : event;
            long size = kept.json().length;
            if (size > maxEvent) {
                LOG.error("an audit event of {} bytes is too large even after truncating; at most {} are kept", size,
                        maxEvent);
                AuditMetrics.lost("truncate", 1);
                continue;
            }
            if (!batch.isEmpty() && bytes + size > maxBatch) {
                taken &= next.process(List.copyOf(batch));
                batch.clear();
                bytes = 0;
            }
            batch.add(kept);
            bytes += size;
        }
        return (batch.isEmpty() || next.process(batch)) && taken;
    }

    @Override
    public void close() {
        next.close();
    }
}
