package dev.coracle.cluster.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFolderTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private ClusterFolder cluster;
    @SuppressWarnings("NullAway.Init")
    private SnapshotFolder snapshots;

    @BeforeEach
    void make() {
        cluster = new ClusterFolder(folder.resolve("c"));
        cluster.make();
        snapshots = new SnapshotFolder(cluster);
    }

    private Snapshot save(String name, int minutes, long revision, int bytes, String parent) throws Exception {
        Path store = snapshots.begin(name);
        Files.createDirectories(store);
        Files.write(store.resolve("data"), new byte[bytes]);
        Snapshot snapshot = new Snapshot(name, "c", NOON.plus(Duration.ofMinutes(minutes)), revision, 1, "sum", 1,
                Optional.of(parent).filter(p -> !p.isEmpty()));
        snapshots.complete(snapshot);
        return snapshot;
    }

    @Test
    void aSnapshotIsThereWhenItIsComplete() throws Exception {
        Path store = snapshots.begin("a");
        Files.createDirectories(store);
        assertEquals(List.of(), snapshots.list());
        Snapshot b = save("b", 2, 20, 10, "");
        Snapshot a = save("a", 1, 10, 10, "");
        assertEquals(List.of(a, b), snapshots.list());
        assertEquals(b, snapshots.find("b"));
        assertThrows(ClusterException.class, () -> snapshots.begin("a"));
        assertThrows(ClusterException.class, () -> snapshots.begin("../a"));
        String message = String.valueOf(assertThrows(ClusterException.class, () -> snapshots.find("x")).getMessage());
        assertTrue(message.endsWith("there are: a, b"), message);
    }

    @Test
    void whatAKilledCommandLeftIsSweptAway() throws Exception {
        Files.createDirectories(snapshots.begin("half"));
        save("whole", 1, 1, 1, "");
        snapshots.sweep();
        assertFalse(Files.exists(cluster.snapshots().resolve(".half.partial")));
        assertEquals(1, snapshots.list().size());
    }

    @Test
    void sharedFilesAreCountedOnceAndAreNobodysAlone() throws Exception {
        save("a", 1, 1, 100, "");
        Path store = snapshots.begin("b");
        Files.createDirectories(store);
        Files.createLink(store.resolve("data"), snapshots.checkpoint("a").resolve("data"));
        snapshots.complete(new Snapshot("b", "c", NOON, 1, 1, "sum", 1, Optional.empty()));
        DiskUse a = snapshots.use("a");
        DiskUse b = snapshots.use("b");
        assertEquals(a.total() - 100, a.alone());
        assertEquals(a.total() + b.total() - 100, DiskUse.total(List.of(a, b)));
        snapshots.remove("a");
        assertEquals(b.total(), snapshots.use("b").alone());
    }

    @Test
    void retentionTakesTheOldestAndLeavesTheNewest() throws Exception {
        for (int i = 1; i <= 4; i++) {
            save("s" + i, i, i, 1000, "");
        }
        List<Retention.Candidate> all = snapshots.list().stream()
                .map(s -> new Retention.Candidate(s, snapshots.use(s.name()))).toList();
        Instant now = NOON.plus(Duration.ofMinutes(5));
        assertEquals(List.of(), names(Retention.ALL.surplus(all, now)));
        assertEquals(List.of("s1", "s2"), names(
                new Retention(OptionalInt.of(2), Optional.empty(), OptionalLong.empty()).surplus(all, now)));
        assertEquals(List.of("s1", "s2", "s3"), names(new Retention(OptionalInt.empty(),
                Optional.of(Duration.ofSeconds(1)), OptionalLong.empty()).surplus(all, now)));
        assertEquals(List.of("s1", "s2", "s3"), names(
                new Retention(OptionalInt.empty(), Optional.empty(), OptionalLong.of(1)).surplus(all, now)));
        assertEquals(List.of("s1", "s2"), names(
                new Retention(OptionalInt.empty(), Optional.empty(), OptionalLong.of(3000)).surplus(all, now)));
    }

    private static List<String> names(List<Snapshot> snapshots) {
        return snapshots.stream().map(Snapshot::name).toList();
    }

    @Test
    void theLineageRemembersAndGoesBack() throws Exception {
        save("a", 1, 10, 1, "");
        save("b", 2, 20, 1, "a");
        Lineage lineage = new Lineage(Optional.of(new Lineage.Origin("p", 5, NOON)), Optional.of("b"),
                new Retention(OptionalInt.of(3), Optional.of(Duration.ofDays(7)), OptionalLong.of(1L << 31)));
        lineage.write(cluster);
        assertEquals(lineage, Lineage.read(cluster));
        assertEquals(Optional.of("b"), lineage.rewoundTo(25, snapshots).head());
        assertEquals(Optional.of("a"), lineage.rewoundTo(19, snapshots).head());
        assertEquals(Optional.empty(), lineage.rewoundTo(9, snapshots).head());
        Files.writeString(cluster.past(), "{");
        assertThrows(ClusterException.class, () -> Lineage.read(cluster));
    }
}
