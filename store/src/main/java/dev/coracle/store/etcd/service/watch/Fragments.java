package dev.coracle.store.etcd.service.watch;

import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.proto.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/** Large messages of a watch in pieces, if its client knows how to put them together; all but the last one say that more follows. */
final class Fragments {

    /** What an event takes in its message besides itself, at the most. */
    private static final int TAG = 6;

    private Fragments() {}

    /**
     * @param wanted whether the client asked for fragments
     * @param most   bytes of a piece; one event larger than that is a piece of its own
     */
    static List<WatchResponse> of(WatchResponse whole, boolean wanted, int most) {
        if (!wanted || whole.getEventsCount() < 2 || whole.getSerializedSize() < most) {
            return List.of(whole);
        }
        List<WatchResponse> pieces = new ArrayList<>();
        WatchResponse empty = whole.toBuilder().clearEvents().setFragment(true).build();
        WatchResponse.Builder piece = empty.toBuilder();
        int bytes = empty.getSerializedSize();
        for (Event event : whole.getEventsList()) {
            int more = event.getSerializedSize() + TAG;
            if (piece.getEventsCount() > 0 && bytes + more >= most) {
                pieces.add(piece.build());
                piece = empty.toBuilder();
                bytes = empty.getSerializedSize();
            }
            piece.addEvents(event);
            bytes += more;
        }
        pieces.add(piece.setFragment(false).build());
        return pieces;
    }
}
