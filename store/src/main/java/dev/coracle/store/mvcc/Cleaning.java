package dev.coracle.store.mvcc;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend.Change;
import dev.coracle.store.mvcc.state.Snapshot;
import dev.coracle.store.mvcc.state.Version;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what compaction made superfluous, in small steps so that writers hardly notice. A step first takes versions out of the index, then
 * their records out of the backend. A crash may undo steps; the next start takes them up again, since it is noted how far it got.
 */
final class Cleaning implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Cleaning.class);

    /** A step looks at so many keys, changes so many, and removes so many records. */
    private static final int KEYS_SEEN = 10_000;
    private static final int KEYS_CHANGED = 250;
    private static final int RECORDS = 1_000;

    private final MvccStore store;
    private final ExecutorService one = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("store-cleaning").daemon().factory());
    private volatile boolean closed;

    Cleaning(MvccStore store) {
        this.store = store;
    }

    /** Cleans up to {@code revision}, after what it is at. */
    CompletableFuture<Void> begin(long revision) {
        try {
            return CompletableFuture.runAsync(() -> run(revision), one);
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private void run(long revision) {
        try {
            Failpoint.reached("compact.after-mark");
            byte[] from = new byte[0];
            while (from != null && !closed) {
                from = step(from, revision);
                Failpoint.reached("compact.between-batches");
            }
            if (!closed) {
                Failpoint.reached("compact.after-removal");
                store.tidy(now -> new MvccStore.Own(List.of(new Change.SetNumber(Snapshot.CLEANED, revision)), now));
            }
        } catch (StoreException e) {
            log.info("what compaction up to {} made superfluous stays for now: {}", revision, e.getMessage());
        }
    }

    private byte @Nullable [] step(byte[] from, long revision) {
        List<byte[]> affected = new ArrayList<>();
        byte[] resume = null;
        Iterator<Map.Entry<byte[], Version>> keys = store.snapshot().index().from(from);
        for (int seen = 0; keys.hasNext(); seen++) {
            Map.Entry<byte[], Version> entry = keys.next();
            if (seen == KEYS_SEEN || affected.size() == KEYS_CHANGED) {
                resume = entry.getKey();
                break;
            }
            if (entry.getValue().hasSuperseded(revision)) {
                affected.add(entry.getKey());
            }
        }
        if (!affected.isEmpty()) {
            remove(affected, revision);
        }
        return resume;
    }

    private void remove(List<byte[]> keys, long revision) {
        List<Change> removals = new ArrayList<>();
        store.tidy(now -> {
            removals.clear();
            var index = now.index();
            for (byte[] key : keys) {
                var history = index.get(key);
                if (history.isPresent()) {
                    var rest = history.get().without(revision,
                            gone -> removals.add(new Change.Remove(gone.position())));
                    index = rest.isPresent() ? index.with(key, rest.get()) : index.without(key);
                }
            }
            return new MvccStore.Own(List.of(), new Snapshot(index, now.revision(), now.compacted(), now.keys()));
        });
        for (int i = 0; i < removals.size(); i += RECORDS) {
            List<Change> some = List.copyOf(removals.subList(i, Math.min(removals.size(), i + RECORDS)));
            store.tidy(now -> new MvccStore.Own(some, now));
        }
    }

    @Override
    public void close() {
        closed = true;
        one.shutdown();
    }
}
