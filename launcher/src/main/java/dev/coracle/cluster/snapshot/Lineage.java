package dev.coracle.cluster.snapshot;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a cluster comes from, as kept in {@code past.json}.
 *
 * @param origin    the cluster that it was forked from; empty for one that began empty
 * @param head      the snapshot that it saved last or went back to
 * @param retention which snapshots it keeps
 */
public record Lineage(Optional<Origin> origin, Optional<String> head, Retention retention) {

    /** @param cluster by name @param revision the last that both have in common */
    public record Origin(String cluster, long revision, Instant time) {}

    public static final Lineage NONE = new Lineage(Optional.empty(), Optional.empty(), Retention.ALL);

    public Lineage withHead(Optional<String> snapshot) {
        return new Lineage(origin, snapshot, retention);
    }

    public Lineage withRetention(Retention now) {
        return new Lineage(origin, head, now);
    }

    /** The head after going back to a revision: the newest snapshot on the way to the head that is not of a later one. */
    public Lineage rewoundTo(long revision, SnapshotFolder snapshots) {
        Optional<Snapshot> at = head.flatMap(name -> named(name, snapshots));
        // A parent is older than its child, so that this ends; a snapshot of that name may have been made anew since.
        while (at.isPresent() && at.get().revision() > revision) {
            Snapshot child = at.get();
            at = child.parent().flatMap(name -> named(name, snapshots))
                    .filter(parent -> parent.created().isBefore(child.created()));
        }
        return withHead(at.map(Snapshot::name));
    }

    private static Optional<Snapshot> named(String name, SnapshotFolder snapshots) {
        Stream<Snapshot> all = snapshots.list().stream();
        return all.filter(snapshot -> snapshot.name().equals(name)).findFirst();
    }

    /** @throws ClusterException if the file is damaged */
    public static Lineage read(ClusterFolder folder) {
        if (!Files.exists(folder.past())) {
            return NONE;
        }
        try {
            ObjectNode tree = (ObjectNode) Json.parse(Files.readAllBytes(folder.past()));
            Optional<Origin> origin = Trees.object(tree, "origin").map(o -> new Origin(Trees.string(o, "cluster"),
                    Trees.integer(o, "revision").orElse(0L), Instant.parse(Trees.string(o, "time"))));
            return new Lineage(origin, Optional.of(Trees.string(tree, "head")).filter(name -> !name.isEmpty()),
                    retention(tree));
        } catch (IOException | JacksonException | ClassCastException | DateTimeException | ArithmeticException e) {
            throw new ClusterException(folder.past() + " is damaged (" + e.getMessage()
                    + "); remove it: the cluster then forgets where it comes from and how many snapshots it keeps");
        }
    }

    private static Retention retention(ObjectNode tree) {
        Optional<Long> count = Trees.integer(tree, "retention", "count");
        Optional<Long> seconds = Trees.integer(tree, "retention", "seconds");
        Optional<Long> bytes = Trees.integer(tree, "retention", "bytes");
        return new Retention(count.map(n -> OptionalInt.of(Math.toIntExact(n))).orElseGet(OptionalInt::empty),
                seconds.map(Duration::ofSeconds),
                bytes.map(OptionalLong::of).orElseGet(OptionalLong::empty));
    }

    /** Replaces the file in one step. */
    public void write(ClusterFolder folder) {
        ObjectNode tree = Json.object();
        origin.ifPresent(from -> tree.putObject("origin").put("cluster", from.cluster())
                .put("revision", from.revision()).put("time", from.time().toString()));
        head.ifPresent(name -> tree.put("head", name));
        ObjectNode kept = tree.putObject("retention");
        retention.count().ifPresent(n -> kept.put("count", n));
        retention.age().ifPresent(age -> kept.put("seconds", age.toSeconds()));
        retention.bytes().ifPresent(n -> kept.put("bytes", n));
        try {
            Path fresh = folder.root().resolve("past.json.new");
            Files.write(fresh, Json.print(tree));
            Files.move(fresh, folder.past(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException("cannot write " + folder.past() + ": " + e.getMessage());
        }
    }
}
