package dev.coracle.store.mvcc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.StoreException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a watch is told. */
final class HeardEvents implements EventListener {

    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> progress = new LinkedBlockingQueue<>();
    final BlockingQueue<StoreException> ended = new LinkedBlockingQueue<>();

    @Override
    public void onEvents(List<Event> some) {
        events.addAll(some);
    }

    @Override
    public void onProgress(long revision) {
        progress.add(revision);
    }

    @Override
    public void onEnd(StoreException reason) {
        ended.add(reason);
    }

    Event next() throws InterruptedException {
        Event event = events.poll(10, TimeUnit.SECONDS);
        assertTrue(event != null, "no event came");
        return event;
    }
}
