package dev.coracle.store.robustness.model;

import dev.coracle.store.robustness.model.Answer.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One transaction under way: its operations see what those before them wrote, and all of them have one revision. */
final class Turn {

    private final StoreState before;
    private final List<Event> events = new ArrayList<>();
    private StoreState now;

    Turn(StoreState before) {
        this.before = before;
        this.now = before;
    }

    /** What the transaction leaves behind. */
    StoreState state() {
        return now;
    }

    List<Event> events() {
        return events;
    }

    Result apply(Request.Op op) {
        return switch (op) {
            case Request.Range range -> range(range);
            case Request.Put put -> put(put);
            case Request.Delete delete -> delete(delete);
        };
    }

    private Result range(Request.Range range) {
        if (range.revision() > 0) {
            return new Result.Past();
        }
        List<Kv> all = now.range(range.from(), range.to());
        boolean more = range.limit() > 0 && all.size() > range.limit();
        return new Result.Found(more ? List.copyOf(all.subList(0, (int) range.limit())) : all, all.size(), more);
    }

    private Result put(Request.Put put) {
        Optional<Kv> old = now.get(put.key());
        long revision = before.revision() + 1;
        Kv kv = new Kv(put.key(), put.value(), old.map(Kv::create).orElse(revision), revision,
                old.map(Kv::version).orElse(0L) + 1, put.lease());
        now = now.with(kv).at(revision);
        events.add(new Event(revision, put.key(), Optional.of(kv), old));
        return new Result.Written();
    }

    private Result delete(Request.Delete delete) {
        List<Kv> gone = now.range(delete.from(), delete.to());
        for (Kv kv : gone) {
            now = now.without(kv).at(before.revision() + 1);
            events.add(new Event(before.revision() + 1, kv.key(), Optional.empty(), Optional.of(kv)));
        }
        return new Result.Deleted(gone.size());
    }
}
