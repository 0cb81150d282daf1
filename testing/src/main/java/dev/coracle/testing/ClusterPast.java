package dev.coracle.testing;

import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.Serialization;
import dev.coracle.cluster.history.Change;
import dev.coracle.cluster.history.ObjectHistory;
import dev.coracle.cluster.history.Version;
import dev.coracle.cluster.past.PastClient;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** The store of a test's cluster with its past, and what it has in common with the stores that it was forked from. */
final class ClusterPast {

    private record Part(Object line, long until) {}

    private final EmbeddedStore store;
    private final Object line = new Object();
    private final List<Part> before;

    /** A store that begins empty. */
    ClusterPast(EmbeddedStore store) {
        this(store, List.of());
    }

    private ClusterPast(EmbeddedStore store, List<Part> before) {
        this.store = store;
        this.before = before;
    }

    EmbeddedStore store() {
        return store;
    }

    ClusterSnapshot now() {
        return new ClusterSnapshot(line, store.currentRevision());
    }

    /** A store that begins with what this one has now; neither sees what the other writes. In constant time. */
    ClusterPast fork() {
        EmbeddedStore fork = store.fork();
        long parts = fork.currentRevision();
        List<Part> lines = new ArrayList<>(before);
        lines.add(new Part(line, parts));
        return new ClusterPast(fork, lines);
    }

    /** @throws IllegalArgumentException if that was never a state of this store @throws IllegalStateException if it is too long ago */
    void rewindTo(ClusterSnapshot snapshot) {
        if (!knows(snapshot)) {
            throw new IllegalArgumentException("the " + snapshot + " is of another cluster; take one of this cluster");
        }
        try {
            timeline().rewind(snapshot.revision());
        } catch (StoreException e) {
            throw new IllegalStateException("cannot go back to the " + snapshot + ": " + e.getMessage(), e);
        }
    }

    private Timeline timeline() {
        return store.timeline().orElseThrow();
    }

    private boolean knows(ClusterSnapshot snapshot) {
        return snapshot.line() == line || before.stream()
                .anyMatch(part -> part.line == snapshot.line() && snapshot.revision() <= part.until);
    }

    static <T extends HasMetadata> List<PastVersion<T>> history(ApiClient client, Class<T> type, String namespace,
            String name) {
        List<PastVersion<T>> versions = new ArrayList<>();
        for (Version version : ObjectHistory.read(new PastClient(client), ApiClient.resourceInfo(type), namespace, name)
                .versions()) {
            versions.add(new PastVersion<>(version.revision(), version.time(),
                    version.event() == Version.Event.DELETED,
                    Serialization.mapper().treeToValue(version.object(), type), version.writer(),
                    version.changes().stream().map(Change::path).toList()));
        }
        return versions;
    }
}
