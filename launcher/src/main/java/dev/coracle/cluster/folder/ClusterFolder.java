package dev.coracle.cluster.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where everything of one cluster lies:
 *
 * <pre>
 * DIR/cluster.json   what the cluster is, and which processes it has ({@link ClusterState})
 * DIR/kubeconfig     for people
 * DIR/lock           held by the command that changes the cluster
 * DIR/pki/           keys and certificates
 * DIR/conf/          the components' kubeconfigs
 * DIR/store/         the API server's data
 * DIR/snapshots/     a folder a snapshot
 * DIR/past.json      where it comes from, and which snapshots it keeps
 * DIR/logs/          a file a component
 * </pre>
 */
public record ClusterFolder(Path root) {

    /** The folder of the cluster {@code name}, unless the user says otherwise: under {@code CORACLE_HOME}, or {@code ~/.coracle}. */
    public static ClusterFolder byName(String name) {
        return new ClusterFolder(home().resolve(name));
    }

    /** The folders under the home that hold a cluster. */
    public static List<ClusterFolder> all() {
        if (!Files.isDirectory(home())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(home())) {
            return folders.filter(p -> Files.exists(p.resolve("cluster.json"))).sorted().map(ClusterFolder::new)
                    .toList();
        } catch (IOException e) {
            throw new ClusterException("cannot read " + home() + ": " + e.getMessage());
        }
    }

    private static Path home() {
        String set = System.getenv("CORACLE_HOME");
        return set != null && !set.isBlank() ? Path.of(set) : UserHome.folder().resolve(".coracle");
    }

    public Path state() {
        return root.resolve("cluster.json");
    }

    public Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    public Path pki() {
        return root.resolve("pki");
    }

    public Path conf(String component) {
        return root.resolve("conf").resolve(component + ".kubeconfig");
    }

    public Path store() {
        return root.resolve("store");
    }

    /** A folder for each snapshot; the API server writes its checkpoints below it, and nowhere else. */
    public Path snapshots() {
        return root.resolve("snapshots");
    }

    /** Where the cluster comes from, and which snapshots it keeps. */
    public Path past() {
        return root.resolve("past.json");
    }

    public Path log(String component) {
        return root.resolve("logs").resolve(component + ".log");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public boolean exists() {
        return Files.exists(state());
    }

    /** Makes the folders. @throws ClusterException if they cannot be made or written to */
    public void make() {
        try {
            for (Path folder : List.of(root, pki(), root.resolve("conf"), logs(), snapshots())) {
                Files.createDirectories(folder);
            }
            Files.delete(Files.createTempFile(root, "probe", ""));
        } catch (IOException e) {
            throw new ClusterException("cannot write to the data folder " + root + " (" + reason(e)
                    + "); choose another with --data-dir, or make it writable");
        }
    }

    /** Holds the folder against other commands until closed. @throws ClusterException if another command holds it */
    public AutoCloseable lock() {
        try {
            FileChannel channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new ClusterException(
                        "the data folder " + root + " is in use by another coracle command; wait until it has ended");
            }
            return channel;
        } catch (IOException e) {
            throw new ClusterException("cannot lock the data folder " + root + ": " + reason(e));
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    /** Deletes the folder and all in it; what is behind symbolic links stays. */
    public void delete() {
        if (!Files.exists(root)) {
            return;
        }
        try {
            FileTrees.delete(root);
        } catch (IOException e) {
            throw new ClusterException("cannot delete " + root + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case java.nio.file.FileAlreadyExistsException inTheWay -> "a file of that name is in the way";
            case java.nio.file.FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
