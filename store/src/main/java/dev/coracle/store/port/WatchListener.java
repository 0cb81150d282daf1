package dev.coracle.store.port;

import java.util.List;

/** Hears a watch. Calls come one at a time, in order; a listener must not block for long, it holds up its store's other watches. */
public interface WatchListener {

    /** All events of one or more whole revisions, in order. */
    void onEvents(List<WatchEvent> events);

    /**
     * As {@link #onEvents}, when these took the store back to what it was before ({@link Timeline#rewind}): whoever is told of them one by one
     * may have to begin anew. Has no default: a listener around another one that forgot to pass it on would turn it into events.
     */
    void onRewind(List<WatchEvent> events);

    /** Everything up to {@code revision} has been sent. */
    void onProgress(long revision);

    /** The watch has ended and will say nothing more: compacted, connection lost, store closed. The listener may begin a new one. */
    void onEnd(StoreException reason);
}
