package dev.coracle.store.timeline;

import dev.coracle.store.mvcc.EventListener;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.StoreException;
import java.util.List;

/** Notes what a watch hears as a client of etcd has it. */
record PlainListener(List<String> heard) implements EventListener {

    @Override
    public void onEvents(List<Event> events) {
        heard.add("events " + events.getLast().revision());
    }

    @Override
    public void onProgress(long revision) {}

    @Override
    public void onEnd(StoreException reason) {
        if (reason instanceof StoreException.Compacted compacted) {
            heard.add("compacted " + compacted.compactRevision());
        }
    }
}
