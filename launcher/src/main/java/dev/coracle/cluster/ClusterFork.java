package dev.coracle.cluster;

import dev.coracle.base.clock.Clock;
import dev.coracle.cluster.component.Ports;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterOptions;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.folder.Distribution;
import dev.coracle.cluster.folder.FileTrees;
import dev.coracle.cluster.folder.KubeconfigFile;
import dev.coracle.cluster.folder.Names;
import dev.coracle.cluster.past.ClusterPast;
import dev.coracle.cluster.past.Moment;
import dev.coracle.cluster.past.PastClient.Checkpoint;
import dev.coracle.cluster.snapshot.Lineage;
import dev.coracle.cluster.snapshot.Snapshot;
import dev.coracle.cluster.snapshot.SnapshotFolder;
import dev.coracle.cluster.snapshot.Snapshots;
import dev.coracle.cluster.snapshot.StoppedStore;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes a cluster that begins with the state of another: the steps of {@code coracle fork}. The parent goes on meanwhile. The fork is put
 * together beside its place and moved there in one step; if something fails, nothing of it is left.
 */
public final class ClusterFork {

    private final ClusterFolder parent;
    private final ClusterState parentState;
    private final Clock clock;
    private final Progress progress;

    public ClusterFork(ClusterFolder parent, ClusterState parentState, Clock clock, Progress progress) {
        this.parent = parent;
        this.parentState = parentState;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * What the fork is to be like.
     *
     * @param port      the API server's; empty: the next that is free
     * @param snapshot  begin with this snapshot of the parent instead of its present state
     * @param at        go back to this moment of the parent before anything else starts
     * @param freshKeys make new authorities and keys, so that no credential of the parent is good here
     */
    public record Request(String name, OptionalInt port, Optional<String> snapshot, Optional<Moment> at,
            boolean freshKeys, boolean mergeKubeconfig) {}

    /** @return the fork, running @throws ClusterException when it cannot be made, in one line */
    public ClusterUp.Result run(Request wanted) throws Exception {
        Names.check("cluster", wanted.name());
        ClusterPast.refuseForeignStore(parentState, "fork");
        ClusterFolder place = ClusterFolder.byName(wanted.name());
        if (Files.exists(place.root())) {
            throw new ClusterException("there is a cluster \"" + wanted.name() + "\" already in " + place.root()
                    + "; choose another name, or remove it with coracle delete --name " + wanted.name());
        }
        Path distribution = Distribution.folder();
        ClusterFolder partial = new ClusterFolder(place.root().resolveSibling("." + wanted.name() + ".partial"));
        partial.delete();
        try {
            fill(partial, wanted);
            Files.move(partial.root(), place.root(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException("cannot make " + place.root() + ": " + e.getMessage());
        } finally {
            partial.delete();
        }
        return start(place, wanted, distribution);
    }

    private void fill(ClusterFolder fork, Request wanted) throws Exception {
        fork.make();
        long t0 = clock.nanoTime();
        progress.begin("state of " + parentState.name());
        Lineage.Origin origin = takeState(fork, wanted);
        progress.end((clock.nanoTime() - t0) / 1_000_000);
        if (!wanted.freshKeys()) {
            FileTrees.delete(fork.pki());
            FileTrees.copy(parent.pki(), fork.pki());
        }
        new Lineage(Optional.of(origin), Optional.empty(), Lineage.read(parent).retention()).write(fork);
        int port = wanted.port().orElseGet(() -> Ports.firstFree(Ports.DEFAULT));
        new ClusterState(wanted.name(), port, parentState.nodes(), parentState.inMemory(), parentState.oneProcess(),
                Optional.empty(), List.of()).write(fork);
    }

    /** From a snapshot, or by a checkpoint that is moved over: its files are links to the parent's, which neither writes to. */
    private Lineage.Origin takeState(ClusterFolder fork, Request wanted) throws Exception {
        SnapshotFolder snapshots = new SnapshotFolder(parent);
        Path store = place(fork);
        try (AutoCloseable lock = parent.lock()) {
            if (wanted.snapshot().isPresent()) {
                Snapshot snapshot = snapshots.find(wanted.snapshot().get());
                StoppedStore.copy(snapshots.checkpoint(snapshot.name()), store);
                return new Lineage.Origin(parentState.name(), snapshot.revision(), snapshot.created());
            }
            String scratch = "fork-" + wanted.name();
            try {
                Path checkpoint = snapshots.scratch(scratch);
                Checkpoint made = new Snapshots(parent, parentState, clock).checkpoint(checkpoint);
                move(checkpoint, store);
                return origin(made, wanted);
            } finally {
                snapshots.abandon(scratch);
            }
        }
    }

    private Lineage.Origin origin(Checkpoint made, Request wanted) {
        if (wanted.at().isEmpty()) {
            return new Lineage.Origin(parentState.name(), made.revision(), clock.now());
        }
        try (ClusterPast past = ClusterPast.of(parent, parentState, clock, "fork its past")) {
            var dated = past.past().revision(wanted.at().get());
            Instant time = dated.time();
            return new Lineage.Origin(parentState.name(), dated.revision(), time);
        }
    }

    /** Where the checkpoint goes: a cluster in memory reads it as it starts. */
    private Path place(ClusterFolder fork) {
        return parentState.inMemory() ? begin(fork) : fork.store();
    }

    private static Path begin(ClusterFolder fork) {
        return fork.root().resolve("beginning");
    }

    private static void move(Path checkpoint, Path store) throws IOException {
        try {
            Files.move(checkpoint, store, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            FileTrees.copy(checkpoint, store);
        }
    }

    private ClusterUp.Result start(ClusterFolder fork, Request wanted, Path distribution) throws Exception {
        boolean done = false;
        try {
            Optional<Path> from = parentState.inMemory() ? Optional.of(begin(fork)) : Optional.empty();
            ClusterUp.Result result = new ClusterUp(fork, distribution, clock, progress).run(
                    new ClusterOptions(wanted.name(), wanted.port(), OptionalInt.of(parentState.nodes()),
                            parentState.inMemory(), parentState.oneProcess(), Optional.empty(), false),
                    new ClusterUp.Beginning(from, wanted.at()));
            FileTrees.delete(begin(fork));
            if (wanted.mergeKubeconfig()) {
                KubeconfigFile.add(fork.kubeconfig(), KubeconfigFile.users());
            }
            done = true;
            return result;
        } finally {
            if (!done) {
                fork.delete();
            }
        }
    }
}
