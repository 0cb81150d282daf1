package dev.coracle.cluster.snapshot;

import dev.coracle.api.tree.Json;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.FileTrees;
import dev.coracle.cluster.folder.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cluster's snapshots on disk. A snapshot is there as a whole or not at all: it is made under a name that begins with a dot and renamed
 * when it is complete, and renamed back before it is deleted. Whoever changes something holds {@link ClusterFolder#lock}.
 *
 * <pre>
 * snapshots/NAME/snapshot.json   {@link Snapshot}
 * snapshots/NAME/store/          the checkpoint, as the store wrote it
 * </pre>
 */
public final class SnapshotFolder {

    private static final String FACTS = "snapshot.json";
    private static final String STORE = "store";

    private final Path root;

    public SnapshotFolder(ClusterFolder cluster) {
        this.root = cluster.snapshots();
    }

    /** Those that can be read, the oldest first. */
    public List<Snapshot> list() {
        List<Snapshot> all = new ArrayList<>();
        for (Path folder : folders()) {
            String name = folder.getFileName().toString();
            if (!name.startsWith(".")) {
                read(name).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparing(Snapshot::created).thenComparing(Snapshot::name));
        return all;
    }

    /** @throws ClusterException if there is none of that name */
    public Snapshot find(String name) {
        Names.check("snapshot", name);
        return read(name).orElseThrow(() -> {
            String others = list().stream().map(Snapshot::name).collect(Collectors.joining(", "));
            return new ClusterException("there is no snapshot \"" + name + "\"; "
                    + (others.isEmpty() ? "coracle snapshot save makes one" : "there are: " + others));
        });
    }

    /** Where the store's files of a snapshot lie. */
    public Path checkpoint(String name) {
        return root.resolve(name).resolve(STORE);
    }

    public DiskUse use(String name) {
        try {
            return DiskUse.of(root.resolve(name));
        } catch (IOException e) {
            throw new ClusterException("cannot look at " + root.resolve(name) + ": " + e.getMessage());
        }
    }

    /**
     * Begins a snapshot: the caller writes the store's files to the returned folder, which is not there yet, and then says
     * {@link #complete} or {@link #abandon}.
     *
     * @throws ClusterException if the name cannot be used or is taken
     */
    public Path begin(String name) {
        Names.check("snapshot", name);
        if (Files.exists(root.resolve(name))) {
            throw new ClusterException("there is a snapshot \"" + name
                    + "\" already; choose another name, or remove it with coracle snapshot rm " + name);
        }
        return scratch(name);
    }

    /** A place, not there yet, for a checkpoint that becomes no snapshot, to be given back with {@link #abandon}. */
    public Path scratch(String name) {
        try {
            FileTrees.delete(partial(name));
            Files.createDirectories(partial(name));
        } catch (IOException e) {
            throw new ClusterException("cannot make a folder in " + root + ": " + e.getMessage());
        }
        return partial(name).resolve(STORE);
    }

    /** From now on it is there. */
    public void complete(Snapshot snapshot) {
        Path folder = partial(snapshot.name());
        try {
            Files.write(folder.resolve(FACTS), Json.pretty(snapshot.toTree()));
            Files.move(folder, root.resolve(snapshot.name()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException("cannot write the snapshot \"" + snapshot.name() + "\": " + e.getMessage());
        }
    }

    public void abandon(String name) {
        delete(partial(name));
    }

    public void remove(String name) {
        find(name);
        Path doomed = root.resolve("." + name + ".removed");
        delete(doomed);
        try {
            Files.move(root.resolve(name), doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException("cannot remove the snapshot \"" + name + "\": " + e.getMessage());
        }
        delete(doomed);
    }

    /** Deletes what commands that were killed left behind. */
    public void sweep() {
        folders().stream().filter(folder -> folder.getFileName().toString().startsWith(".")).forEach(this::delete);
    }

    private List<Path> folders() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new ClusterException("cannot read " + root + ": " + e.getMessage());
        }
    }

    private Optional<Snapshot> read(String name) {
        Path facts = root.resolve(name).resolve(FACTS);
        if (!Files.exists(facts)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Snapshot.fromTree(name, (ObjectNode) Json.parse(Files.readAllBytes(facts))));
        } catch (IOException | JacksonException | ClassCastException | DateTimeException e) {
            throw new ClusterException(facts + " is damaged (" + e.getMessage()
                    + "); remove the folder of this snapshot, or put the file back");
        }
    }

    private Path partial(String name) {
        return root.resolve("." + name + ".partial");
    }

    private void delete(Path folder) {
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new ClusterException("cannot delete " + folder + ": " + e.getMessage());
        }
    }
}
