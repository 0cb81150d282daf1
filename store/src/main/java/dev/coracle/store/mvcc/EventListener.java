package dev.coracle.store.mvcc;

import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.StoreException;
import java.util.List;

/** Hears a watch. Calls come one at a time, in order; a listener must not block for long, it holds up the writer and all other watches. */
public interface EventListener {

    /** All events of one or more whole revisions, in order. */
    void onEvents(List<Event> events);

    /** As {@link #onEvents}, when these took the store back to what it was before. Only those hear it who follow the store through that. */
    default void onRewind(List<Event> events) {
        onEvents(events);
    }

    /** Everything up to {@code revision} has been sent. */
    void onProgress(long revision);

    /** The watch has ended and will say nothing more. */
    void onEnd(StoreException reason);
}
