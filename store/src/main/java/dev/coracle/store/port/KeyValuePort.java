package dev.coracle.store.port;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A linearizable key-value store with revisions, as a Kubernetes API server needs it. Bound in-process it is the embedded
 * store; bound to etcd servers it is a gRPC client. Source: the calls of k8s.io/apiserver's etcd3 storage.
 *
 * <p>Every write gets one revision, higher than all before it. A read or an event never shows what is not yet durable.
 * Keys are UTF-8 strings and order by their bytes. All methods block, may be called by any number of (virtual) threads, and
 * end with {@link StoreException} when they cannot be answered; an interrupted caller gets {@link StoreException.Unavailable}.
 */
public interface KeyValuePort extends AutoCloseable {

    /** The newest state of {@code key}. */
    ReadResult<Optional<KeyValue>> get(String key);

    /** The state of {@code key} at {@code revision}. @throws StoreException.Compacted if that revision is gone */
    ReadResult<Optional<KeyValue>> get(String key, long revision);

    /**
     * Keys from {@code from} (inclusive) to {@code to} (exclusive) in order, at most {@code limit} of them (0: all), as they were at
     * {@code revision} (empty: now).
     *
     * @throws StoreException.Compacted      if that revision is gone
     * @throws StoreException.FutureRevision if that revision is yet to come
     */
    ReadResult<Page> list(String from, String to, long limit, OptionalLong revision);

    /** How many keys there are from {@code from} to {@code to}. */
    ReadResult<Long> count(String from, String to);

    /**
     * Writes {@code value} if the key's modification revision is {@code expected}; 0 means that the key must not exist.
     *
     * @param ttlSeconds how long the key lives, 0 for ever; a store may group keys of like lifetimes on one lease
     */
    WriteResult put(String key, byte[] value, long expected, long ttlSeconds);

    /** Deletes the key if its modification revision is {@code expected}. */
    WriteResult delete(String key, long expected);

    /**
     * Sends every event of keys from {@code from} to {@code to} with a revision of {@code startRevision} or higher to
     * {@code listener}, in order, each once, those of one revision together, until the watch is closed.
     * {@code startRevision} 0 means from now on.
     */
    Watch watch(String from, String to, long startRevision, WatchListener listener);

    /** The newest revision at the time of the call (a linearizable read). */
    long currentRevision();

    /** Asks that every watch be told soon, by {@link WatchListener#onProgress}, up to where it has seen everything. */
    void requestProgress();

    /** Forgets what was overwritten or deleted before {@code revision}. Reads below it fail with {@code Compacted} from now on. */
    void compact(long revision);

    /** Size on disk (or heap) in bytes and the store's version, for metrics and feature checks. */
    Status status();

    /** The store's past and what can be made of it; empty if the store can't do that. */
    default Optional<Timeline> timeline() {
        return Optional.empty();
    }

    @Override
    void close();

    /** A value read, and the store's revision when it was read. */
    record ReadResult<T>(T value, long revision) {}

    /** @param bytes what the store takes; @param version an etcd version such as "3.6.0"; @param revision the newest one */
    record Status(long bytes, String version, long revision) {}

    /** A running watch. */
    interface Watch extends AutoCloseable {
        /** Ends the watch; the listener hears nothing more once this returns. May be called from the listener, but not with a lock held that the listener takes. */
        @Override
        void close();
    }
}
