package dev.coracle.apiserver.request;

import java.util.concurrent.atomic.AtomicLong;

/** How long a request has waited for what is not this server's work: its turn, and webhooks. Safe for use by any number of threads. */
public final class Waits {

    private final AtomicLong nanos = new AtomicLong();

    public void add(long more) {
        nanos.addAndGet(more);
    }

    /** All of it, in nanoseconds. */
    public long nanos() {
        return nanos.get();
    }
}
