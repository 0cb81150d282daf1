package dev.coracle.store.timeline;

import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Keeps a copy of a store by what it is told, through rewinds too, as the API server's watch cache does. */
final class Follower implements WatchListener {

    private final TreeMap<String, String> seen = new TreeMap<>();

    static Follower of(EmbeddedStore store) {
        Follower follower = new Follower();
        var all = store.list("k", "l", 0, OptionalLong.empty());
        all.value().items().forEach(follower::put);
        store.watch("k", "l", all.revision() + 1, follower);
        return follower;
    }

    TreeMap<String, String> seen() {
        return new TreeMap<>(seen);
    }

    private void put(KeyValue kv) {
        seen.put(kv.key(), new String(kv.value(), StandardCharsets.UTF_8));
    }

    @Override
    public void onEvents(List<WatchEvent> events) {
        for (WatchEvent event : events) {
            switch (event) {
                case WatchEvent.Put put -> put(put.current());
                case WatchEvent.Delete delete -> seen.remove(delete.key());
            }
        }
    }

    @Override
    public void onRewind(List<WatchEvent> events) {
        onEvents(events);
    }

    @Override
    public void onProgress(long revision) {}

    @Override
    public void onEnd(StoreException reason) {}
}
