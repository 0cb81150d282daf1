package dev.coracle.apiserver.audit.backend;

import java.util.List;

/** Takes events to where they are kept. Safe for use by any number of threads. */
@FunctionalInterface
public interface AuditBackend extends AutoCloseable {

    /** @return whether they were taken as far as this backend promises: one that buffers promises nothing more */
    boolean process(List<AuditEvent> events);

    /** Brings what it still has to its place, and ends. */
    @Override
    default void close() {}
}
