package dev.coracle.apiserver.storage.encryption;

import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.Timeline;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** The past of an encrypted store: checkpoints and rewinds carry values over as they lie there, what is shown of them is decrypted. */
record DecryptedTimeline(Timeline past, UnaryOperator<KeyValue> decrypt) implements Timeline {

    @Override
    public State state() {
        return past.state();
    }

    @Override
    public Saved checkpoint(Path folder) {
        return past.checkpoint(folder);
    }

    @Override
    public Turned rewind(long revision) {
        return past.rewind(revision);
    }

    @Override
    public Turned restore(Path folder) {
        return past.restore(folder);
    }

    @Override
    public Moment at(Instant time) {
        return past.at(time);
    }

    @Override
    public Moment at(long revision) {
        return past.at(revision);
    }

    @Override
    public History history(String key, long after, int limit) {
        History stored = past.history(key, after, limit);
        return new History(stored.items().stream().map(item -> new Past(item.moment(), item.value().map(decrypt)))
                .toList(), stored.more(), stored.compacted());
    }

    @Override
    public List<Turn> turns() {
        return past.turns();
    }
}
