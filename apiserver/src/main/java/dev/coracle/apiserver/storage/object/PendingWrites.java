package dev.coracle.apiserver.storage.object;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this server's own writers have just handed to the store. When the store's watch brings it back, the cache need not parse it to
 * know its labels and fields, and writer and cache share one object. As many as there are writes under way. Safe for use by any number of
 * threads.
 */
public final class PendingWrites {

    /** One write under way. */
    public static final class Pending {
        private final Draft draft;
        private volatile Optional<CachedObject> cached = Optional.empty();

        Pending(Draft draft) {
            this.draft = draft;
        }

        /** What the cache has made of it, if it came by. */
        public Optional<CachedObject> cached(long revision) {
            return cached.filter(object -> object.revision() == revision);
        }
    }

    private final Map<String, Pending> pending = new ConcurrentHashMap<>();

    /** To be called before the store has it. */
    public Pending begin(Draft draft) {
        Pending write = new Pending(draft);
        pending.put(draft.key(), write);
        return write;
    }

    /** The store has answered. */
    public void end(Pending write) {
        pending.remove(write.draft.key(), write);
    }

    /** The object that a write under way left at {@code revision}; empty if these bytes are somebody else's. */
    Optional<CachedObject> arrived(String key, byte[] stored, long revision) {
        Pending write = pending.get(key);
        if (write == null || !Arrays.equals(write.draft.stored(), stored)) {
            return Optional.empty();
        }
        CachedObject object = write.draft.at(revision);
        write.cached = Optional.of(object);
        return Optional.of(object);
    }
}
