package dev.coracle.store.etcd.service.watch;

import dev.coracle.proto.mvccpb.Event;
import dev.coracle.store.etcd.request.Ranges;
import org.jspecify.annotations.Nullable;

/** An event as clients get it, with and without what the key was before: made once, however many watches it goes to. */
final class EventMessage {

    private final dev.coracle.store.mvcc.state.Event event;
    private final Event plain;
    private volatile @Nullable Event withPrevious;

    private EventMessage(dev.coracle.store.mvcc.state.Event event) {
        this.event = event;
        this.plain = Event.newBuilder().setType(event.deleted() ? Event.EventType.DELETE : Event.EventType.PUT)
                .setKv(Ranges.message(event.entry(), false)).build();
    }

    static Event of(dev.coracle.store.mvcc.state.Event event, boolean previous) {
        EventMessage message = (EventMessage) event.form(EventMessage::new);
        return previous ? message.withPrevious() : message.plain;
    }

    private Event withPrevious() {
        Event made = withPrevious;
        if (made == null) {
            made = event.previous().map(before -> plain.toBuilder().setPrevKv(Ranges.message(before, false)).build())
                    .orElse(plain);
            withPrevious = made;
        }
        return made;
    }
}
