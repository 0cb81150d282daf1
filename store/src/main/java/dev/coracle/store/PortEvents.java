package dev.coracle.store;

import dev.coracle.store.mvcc.EventListener;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Hands what the store says in bytes to a listener of the port, which has text for keys. */
record PortEvents(WatchListener listener) implements EventListener {

    @Override
    public void onEvents(List<Event> events) {
        listener.onEvents(events.stream().map(PortEvents::event).toList());
    }

    @Override
    public void onRewind(List<Event> events) {
        listener.onRewind(events.stream().map(PortEvents::event).toList());
    }

    @Override
    public void onProgress(long revision) {
        listener.onProgress(revision);
    }

    @Override
    public void onEnd(StoreException reason) {
        listener.onEnd(reason);
    }

    private static WatchEvent event(Event event) {
        return event.deleted()
                ? new WatchEvent.Delete(text(event.key()), event.revision(), event.previous().map(PortEvents::keyValue))
                : new WatchEvent.Put(keyValue(event.entry()), event.previous().map(PortEvents::keyValue));
    }

    static KeyValue keyValue(Entry entry) {
        return new KeyValue(text(entry.key()), entry.value(), entry.createRevision(), entry.modRevision(),
                entry.version(), entry.lease());
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
