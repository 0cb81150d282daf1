package dev.coracle.store.timeline;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Backend.Change;
import java.util.ArrayList;
import java.util.List;

/** Fills an empty backend with all that is in another, piece by piece, so that memory is bounded. */
public final class BackendCopy {

    private static final int PIECE = 1_000;
    private static final long PIECE_BYTES = 4 << 20;

    private BackendCopy() {}

    public static void copy(Backend.Checkpoint from, Backend to) {
        List<Change> piece = new ArrayList<>();
        long[] bytes = {0};
        from.scan(found -> {
            piece.add(new Change.Add(found.position(), found.record()));
            bytes[0] += found.record().key().length + found.record().value().length;
            if (piece.size() >= PIECE || bytes[0] >= PIECE_BYTES) {
                to.commit(List.copyOf(piece));
                piece.clear();
                bytes[0] = 0;
            }
        });
        from.numbers("").forEach(number -> piece.add(new Change.SetNumber(number.name(), number.value())));
        Failpoint.reached("checkpoint.copied");
        to.commit(List.copyOf(piece));
    }
}
