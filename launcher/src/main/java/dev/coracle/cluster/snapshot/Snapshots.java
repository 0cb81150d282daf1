package dev.coracle.cluster.snapshot;

import dev.coracle.base.clock.Clock;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.ClusterPast;
import dev.coracle.cluster.past.PastClient.Checkpoint;
import dev.coracle.cluster.past.PastClient.Rewound;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** What can be done with the snapshots of one cluster, running or down. Each call holds the cluster's lock. */
public final class Snapshots {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);

    private final ClusterFolder folder;
    private final ClusterState state;
    private final Clock clock;
    private final SnapshotFolder snapshots;

    public Snapshots(ClusterFolder folder, ClusterState state, Clock clock) {
        this.folder = folder;
        this.state = state;
        this.clock = clock;
        this.snapshots = new SnapshotFolder(folder);
    }

    /** @param pauseMicros how long writes waited @param pruned what the cluster's retention gave up for it */
    public record Saved(Snapshot snapshot, long pauseMicros, List<Snapshot> pruned) {}

    /** Saves the present state. @param wanted its name; the time if there is none */
    public Saved save(Optional<String> wanted) throws Exception {
        ClusterPast.refuseForeignStore(state, "save");
        try (AutoCloseable lock = folder.lock()) {
            snapshots.sweep();
            String name = wanted.orElseGet(() -> STAMP.format(clock.now()));
            Path target = snapshots.begin(name);
            boolean done = false;
            try {
                Checkpoint made = checkpoint(target);
                Lineage lineage = Lineage.read(folder);
                Snapshot snapshot = new Snapshot(name, state.name(), clock.now(), made.revision(), made.keys(),
                        made.checksum(), made.format(), lineage.head());
                snapshots.complete(snapshot);
                done = true;
                lineage.withHead(Optional.of(name)).write(folder);
                return new Saved(snapshot, made.pauseMicros(), prune(lineage.retention()));
            } finally {
                if (!done) {
                    snapshots.abandon(name);
                }
            }
        }
    }

    /** Writes the present state into {@code target}, which is below the snapshots' folder and not there yet. */
    public Checkpoint checkpoint(Path target) {
        if (ClusterPast.isServed(state)) {
            try (ClusterPast cluster = ClusterPast.of(folder, state, clock, "save its state")) {
                return cluster.past().checkpoint(target);
            }
        }
        if (state.inMemory()) {
            throw new ClusterException("cluster " + state.name()
                    + " kept its data in memory and is down: there is nothing left to save");
        }
        return StoppedStore.checkpoint(folder.store(), target, clock);
    }

    /** Makes the cluster's state that of a snapshot; its revisions go on upward. */
    public Rewound restore(String name) throws Exception {
        ClusterPast.refuseForeignStore(state, "restore");
        try (AutoCloseable lock = folder.lock()) {
            snapshots.find(name);
            Rewound done = restore(snapshots.checkpoint(name));
            Lineage.read(folder).withHead(Optional.of(name)).write(folder);
            return done;
        }
    }

    private Rewound restore(Path checkpoint) {
        if (ClusterPast.isServed(state)) {
            try (ClusterPast cluster = ClusterPast.of(folder, state, clock, "restore a snapshot")) {
                return cluster.past().restore(checkpoint);
            }
        }
        if (state.inMemory()) {
            throw new ClusterException("cluster " + state.name()
                    + " keeps its data in memory and is down; bring it up, then restore the snapshot");
        }
        return StoppedStore.restore(folder.store(), checkpoint, clock);
    }

    public void remove(String name) throws Exception {
        try (AutoCloseable lock = folder.lock()) {
            snapshots.remove(name);
        }
    }

    /** Removes what a retention does not keep. @return what is gone */
    public List<Snapshot> pruneNow(Retention retention) throws Exception {
        try (AutoCloseable lock = folder.lock()) {
            snapshots.sweep();
            return prune(retention);
        }
    }

    private List<Snapshot> prune(Retention retention) {
        if (retention.keepsAll()) {
            return List.of();
        }
        List<Snapshot> surplus = retention.surplus(snapshots.list().stream()
                .map(one -> new Retention.Candidate(one, snapshots.use(one.name()))).toList(), clock.now());
        surplus.forEach(one -> snapshots.remove(one.name()));
        return surplus;
    }
}
