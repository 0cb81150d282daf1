package dev.coracle.apiserver.storage;

import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the store forget, at every interval, what was overwritten or deleted before the interval that just passed; so a
 * list's continue token or a watch's resourceVersion serves for one to two intervals.
 *
 * <p>API servers that share a store, upstream's among them, agree by compare-and-set on one key who compacts: whoever
 * writes it first in an interval does, and the others begin to wait anew. Source: etcd3's compactor in k8s.io/apiserver.
 */
public final class Compactor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Compactor.class);
    /** Outside the API server's prefix, as upstream has it. */
    static final String KEY = "compact_rev_key";

    private final KeyValuePort store;
    private final Duration interval;
    private final Clock clock;
    private final LongUnaryOperator keeping;
    private @Nullable Thread thread;

    /** The key's modification revision when last seen; 0 when it has not been. */
    private long keyRevision;
    /** The store's revision when the interval began; 0 when none has begun. */
    private long horizon;

    /** @param interval longer than zero */
    public Compactor(KeyValuePort store, Duration interval, Clock clock) {
        this(store, interval, clock, LongUnaryOperator.identity());
    }

    /** @param keeping what of the past is to be kept: given the revision up to which it might be forgotten, that up to which it is; 0 for none */
    public Compactor(KeyValuePort store, Duration interval, Clock clock, LongUnaryOperator keeping) {
        this.keeping = keeping;
        this.store = store;
        this.interval = interval;
        this.clock = clock;
    }

    /** Call once. */
    public void start() {
        thread = Thread.ofVirtual().name("compactor").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                clock.sleep(interval);
                try {
                    round();
                } catch (StoreException e) {
                    log.warn("the store could not be compacted, next try in {}: {}", interval, e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** One interval has passed. */
    void round() {
        byte[] value = Long.toString(horizon).getBytes(StandardCharsets.US_ASCII);
        switch (store.put(KEY, value, keyRevision, 0)) {
            case WriteResult.Written written -> {
                long until = horizon > 0 ? keeping.applyAsLong(horizon) : 0;
                keyRevision = written.revision();
                horizon = written.revision();
                if (until > 0) {
                    store.compact(until);
                    log.info("compacted the store up to revision {}", until);
                }
            }
            case WriteResult.Conflict other -> {
                keyRevision = other.current().map(kv -> kv.modRevision()).orElse(0L);
                horizon = other.revision();
            }
        }
    }

    @Override
    public void close() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
