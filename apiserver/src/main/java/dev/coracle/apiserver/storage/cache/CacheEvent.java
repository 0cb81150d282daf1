package dev.coracle.apiserver.storage.cache;

import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object, shared by all watchers. Encodings other than JSON are made once, whoever asks first.
 *
 * @see #encoded
 */
public final class CacheEvent {

    private final long revision;
    private final CachedObject object;
    private final Optional<CachedObject> previous;
    private final boolean deletion;
    private volatile @Nullable CachedObject left;
    private volatile ConcurrentHashMap<Object, byte[]> encodings = EMPTY;

    private static final ConcurrentHashMap<Object, byte[]> EMPTY = new ConcurrentHashMap<>();

    CacheEvent(long revision, CachedObject object, Optional<CachedObject> previous, boolean deletion) {
        this.revision = revision;
        this.object = object;
        this.previous = previous;
        this.deletion = deletion;
    }

    public long revision() {
        return revision;
    }

    /** What the object is now; after a deletion its last state, with the deletion's revision. */
    public CachedObject object() {
        return object;
    }

    /** What a watcher is shown when the object leaves its selection: the state it knew, at this event's revision. */
    public CachedObject lastKnown() {
        if (deletion || previous.isEmpty()) {
            return object;
        }
        CachedObject known = left;
        if (known == null) {
            known = previous.get().deletedAt(revision);
            left = known;
        }
        return known;
    }

    /** What it was before; empty if it is new. */
    public Optional<CachedObject> previous() {
        return previous;
    }

    public boolean deletion() {
        return deletion;
    }

    /** What it keeps on the heap, roughly, in bytes: the object, and once more for a watch's encoding of it. */
    int size() {
        return 400 + 2 * object.length();
    }

    /** The event in the encoding that {@code key} stands for, made by {@code encoder} unless somebody has made it before. */
    public byte[] encoded(Object key, Supplier<byte[]> encoder) {
        ConcurrentHashMap<Object, byte[]> known = encodings;
        if (known == EMPTY) {
            known = new ConcurrentHashMap<>(2);
            encodings = known; // a lost race costs one more encoding
        }
        byte[] bytes = known.get(key);
        if (bytes == null) {
            bytes = encoder.get();
            known.put(key, bytes);
        }
        return bytes;
    }
}
