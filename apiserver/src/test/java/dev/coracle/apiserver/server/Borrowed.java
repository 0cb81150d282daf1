package dev.coracle.apiserver.server;

import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import java.util.Optional;
import java.util.OptionalLong;

/** A store that goes on when its server is closed. */
record Borrowed(KeyValuePort store) implements KeyValuePort {

    @Override
    public ReadResult<Optional<KeyValue>> get(String key) {
        return store.get(key);
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key, long revision) {
        return store.get(key, revision);
    }

    @Override
    public ReadResult<Page> list(String from, String to, long limit, OptionalLong revision) {
        return store.list(from, to, limit, revision);
    }

    @Override
    public ReadResult<Long> count(String from, String to) {
        return store.count(from, to);
    }

    @Override
    public WriteResult put(String key, byte[] value, long expected, long ttlSeconds) {
        return store.put(key, value, expected, ttlSeconds);
    }

    @Override
    public WriteResult delete(String key, long expected) {
        return store.delete(key, expected);
    }

    @Override
    public Watch watch(String from, String to, long startRevision, WatchListener listener) {
        return store.watch(from, to, startRevision, listener);
    }

    @Override
    public long currentRevision() {
        return store.currentRevision();
    }

    @Override
    public void requestProgress() {
        store.requestProgress();
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public Status status() {
        return store.status();
    }

    @Override
    public void close() {
        // Its owner closes it.
    }
}
