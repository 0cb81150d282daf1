package dev.coracle.apiserver.storage.encryption;

import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.Timeline;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The past of a store that keeps values encrypted: only history shows any. A checkpoint has them as they are stored. */
record DecryptedTimeline(Timeline stored, UnaryOperator<KeyValue> decrypting) implements Timeline {

    @Override
    public History history(String key, long after, int limit) {
        History history = stored.history(key, after, limit);
        return new History(history.items().stream()
                .map(past -> new Past(past.moment(), past.value().map(decrypting))).toList(), history.more(),
                history.compacted());
    }

    @Override
    public State state() {
        return stored.state();
    }

    @Override
    public Saved checkpoint(Path folder) {
        return stored.checkpoint(folder);
    }

    @Override
    public Turned rewind(long revision) {
        return stored.rewind(revision);
    }

    @Override
    public Turned restore(Path folder) {
        return stored.restore(folder);
    }

    @Override
    public Moment at(Instant time) {
        return stored.at(time);
    }

    @Override
    public Moment at(long revision) {
        return stored.at(revision);
    }

    @Override
    public List<Turn> turns() {
        return stored.turns();
    }
}
